package ee.qmail.log;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Tls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {
    private final List<String> lines = new ArrayList<>();
    private final ConnectionLog log = new ConnectionLog(lines::add);

    private static Peer peer(int port) throws UnknownHostException {
        return new Peer(
                new InetSocketAddress(InetAddress.getByName("192.0.2.7"), port),
                new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 25));
    }

    @Test
    void ts5SaysWhoCameWhetherHeMayStayAndHowHeWent() throws UnknownHostException {
        long first = log.opened(peer(40001), true, 20);
        long second = log.opened(peer(40002), false, 20);
        log.ended(second, new Client(peer(40002), Door.MX), 0);
        log.ended(first, new Client(peer(40001), Door.MX), ConnectionLog.GONE);

        assertThat(lines)
                .containsExactly(
                        "tcpserver: status: 1/20",
                        "tcpserver: pid 1 from 192.0.2.7",
                        "tcpserver: ok 1 :192.0.2.1:25 :192.0.2.7::40001",
                        "tcpserver: status: 2/20",
                        "tcpserver: pid 2 from 192.0.2.7",
                        "tcpserver: deny 2 :192.0.2.1:25 :192.0.2.7::40002",
                        "qmail: session 2 door=mx client=192.0.2.7 tls=- suite=- sni=- resumed=no subject=- login=-",
                        "tcpserver: end 2 status 0",
                        "tcpserver: status: 1/20",
                        "qmail: session 1 door=mx client=192.0.2.7 tls=- suite=- sni=- resumed=no subject=- login=-",
                        "tcpserver: end 1 status 256",
                        "tcpserver: status: 0/20");
    }

    @Test
    void tls17AndAuth17TellOfTheSessionInOneLine() throws UnknownHostException {
        Client client = encrypted("TLSv1.3").with(new Identity("ana@example.org", Path.of("ana"), true));
        log.ended(log.opened(client.peer(), true, 20), client, 0);

        assertThat(lines)
                .contains("qmail: session 1 door=submissions client=192.0.2.7 tls=TLSv1.3 suite=TLS_AES_128_GCM_SHA256"
                        + " sni=mail.example.org resumed=yes subject=CN=Ana_A,O=login=bo login=ana@example.org");
    }

    private static Client encrypted(String version) throws UnknownHostException {
        return new Client(peer(40001), Door.SUBMISSIONS)
                .with(new Tls(
                        version, "TLS_AES_128_GCM_SHA256", "mail.example.org", true, null, "CN=Ana A,O=login=bo"));
    }

    /** The subject of a certificate is what somebody has written. */
    @Test
    void tls17AValueIsOneWordOfBoundedLength() throws UnknownHostException {
        String subject = "CN=a\nauth failure ip=192.0.2.9 \u00fc%" + "x".repeat(1000);
        Client client =
                new Client(peer(40001), Door.SUBMISSION).with(new Tls("TLSv1.2", "S", null, false, null, subject));
        log.ended(log.opened(client.peer(), true, 20), client, 0);

        String line = lines.stream()
                .filter(each -> each.startsWith("qmail:"))
                .findFirst()
                .orElseThrow();
        assertThat(line).contains(" subject=CN=a/auth_failure_ip=192.0.2.9___").hasSizeLessThan(500);
        assertThat(line.split(" ")).hasSize(11);
    }

    @Test
    void tls17CountsSessionsByVersion() throws UnknownHostException {
        for (int i = 0; i < 20; i++) {
            Client client = encrypted(i < 3 ? "TLSv1.2" : "TLSv9." + i);
            log.ended(log.opened(client.peer(), true, 20), client, 0);
        }
        Client inClear = new Client(peer(1), Door.MX);
        log.ended(log.opened(inClear.peer(), true, 20), inClear, 0);

        assertThat(log.sessions()).hasSize(16).containsEntry("TLSv1.2", 3L).containsEntry("TLSv9.3", 1L);
    }

    @Test
    void anUnservedConnectionIsLoggedAsExit111() throws UnknownHostException {
        log.unavailable(peer(40001));

        assertThat(lines).containsExactly("tcpserver: pid 1 from 192.0.2.7", "tcpserver: end 1 status 28416");
    }
}
