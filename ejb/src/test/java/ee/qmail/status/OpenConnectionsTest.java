package ee.qmail.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.contract.Activity;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.MailService;
import ee.qmail.contract.OpenConnection;
import ee.qmail.contract.Peer;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.dns.FakeDns;
import ee.qmail.status.OpenConnections.Order;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
    private static final Instant NOW = Instant.parse("2026-11-03T13:05:09Z");

    private final FakeMailService mx = new FakeMailService("smtpd", Door.MX);
    private final FakeMailService pop3s = new FakeMailService("pop3s", Door.POP3S);
    private final OpenConnections connections = new OpenConnections();

    @BeforeEach
    void open() {
        MailService.RUNNING.add(mx);
        MailService.RUNNING.add(pop3s);
        mx.open.add(connection("a", Door.MX, "192.0.2.10", null, 30));
        mx.open.add(connection("b", Door.MX, "2001:db8::7", null, 10));
        pop3s.open.add(connection("c", Door.POP3S, "192.0.2.9", "Ana@example.org", 20));
        pop3s.open.add(connection("d", Door.POP3S, "198.51.100.1", "bo@example.org", 40));
    }

    @AfterEach
    void close() {
        MailService.RUNNING.remove(mx);
        MailService.RUNNING.remove(pop3s);
    }

    /** @param age seconds; as many octets have come */
    private static OpenConnection connection(String id, Door door, String ip, String login, int age) {
        Peer peer = new Peer(
                new InetSocketAddress(FakeDns.ip(ip), 40000), new InetSocketAddress(FakeDns.ip("192.0.2.1"), 25));
        Client client = new Client(peer, door);
        return new OpenConnection(
                id,
                login == null ? client : client.with(new Identity(login, Path.of("maildir"), true)),
                null,
                Activity.COMMAND,
                NOW.minusSeconds(age),
                0,
                age,
                0,
                Duration.ZERO);
    }

    private List<String> ids(ConnectionFilter filter, Order order, boolean backwards) {
        return connections.page(filter, order, backwards, 1, 10).rows().stream()
                .map(OpenConnection::id)
                .toList();
    }

    private List<String> found(String door, String address, String login) {
        return ids(ConnectionFilter.of(door, address, login), Order.SINCE, false);
    }

    @Test
    void thoseOfAllDoorsAreListedInEachOrder() {
        assertThat(ids(ConnectionFilter.ALL, Order.SINCE, false)).containsExactly("d", "a", "c", "b");
        assertThat(ids(ConnectionFilter.ALL, Order.SINCE, true)).containsExactly("b", "c", "a", "d");
        assertThat(ids(ConnectionFilter.ALL, Order.CLIENT, false)).containsExactly("c", "a", "d", "b");
        assertThat(ids(ConnectionFilter.ALL, Order.LOGIN, false)).containsExactly("c", "d", "a", "b");
        assertThat(ids(ConnectionFilter.ALL, Order.DOOR, true)).containsExactly("d", "c", "a", "b");
        assertThat(ids(ConnectionFilter.ALL, Order.RECEIVED, true)).containsExactly("d", "a", "c", "b");
    }

    @Test
    void theyAreFilteredByDoorClientAndLogin() {
        assertThat(found(null, null, " ")).hasSize(4);
        assertThat(found("mx", null, null)).containsExactly("a", "b");
        assertThat(found("", "192.0.2.0/24", "")).containsExactly("a", "c");
        assertThat(found("", "2001:DB8:0::7", "")).containsExactly("b");
        assertThat(found("", "", "ANA@")).containsExactly("c");
        assertThat(found("mx", "192.0.2.0/24", "ana")).isEmpty();
    }

    @Test
    void aConditionThatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> found("pop4", null, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("door 'pop4': must be one of mx, submission, submissions, pop3, pop3s");
        assertThatThrownBy(() -> found(null, "ana", null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("address 'ana': must be an address or a block");
    }

    @Test
    void aPageIsCutOutOfTheListAndTheLastOneStandsForThoseBehindIt() {
        OpenConnections.Page second = connections.page(ConnectionFilter.ALL, Order.SINCE, false, 2, 3);
        assertThat(second.rows()).extracting(OpenConnection::id).containsExactly("b");
        assertThat(second.total()).isEqualTo(4);
        assertThat(connections.page(ConnectionFilter.ALL, Order.SINCE, false, 9, 3))
                .isEqualTo(second);
        assertThat(connections.page(ConnectionFilter.of("submission", "", ""), Order.SINCE, false, 1, 3))
                .isEqualTo(new OpenConnections.Page(List.of(), 0, 1));
    }

    @Test
    void oneIsEndedAtWhicheverDoorItIs() {
        connections.end("c", "admin");
        assertThat(pop3s.open).extracting(OpenConnection::id).containsExactly("d");
        assertThatThrownBy(() -> connections.end("c", "admin"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("connection 'c': is not open; must be the id of one that is listed");
    }
}
