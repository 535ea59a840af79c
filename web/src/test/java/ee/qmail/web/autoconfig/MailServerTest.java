package ee.qmail.web.autoconfig;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Door;
import ee.qmail.contract.MailService;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MailServerTest {
    private static MailService service(String name, int port) {
        return (MailService) Proxy.newProxyInstance(
                MailService.class.getClassLoader(),
                new Class<?>[] {MailService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "name" -> name;
                    case "address" -> new InetSocketAddress("127.0.0.1", port);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static MailServer server(MailService... services) {
        return MailServer.of("example.org", "mail.example.org", List.of(services));
    }

    @Test
    void portsAreThoseOfTheDoorsThatThereAre() {
        MailServer server = server(service("smtpd", 25), service("pop3d", 110), service("submissions", 2465));

        assertThat(server.ports()).isEqualTo(Map.of(Door.MX, 25, Door.POP3, 110, Door.SUBMISSIONS, 2465));
        assertThat(server.sending()).containsExactly(new MailServer.Way(Door.SUBMISSIONS, 2465));
        assertThat(server.reading()).containsExactly(new MailServer.Way(Door.POP3, 110));
    }

    @Test
    void tlsFromTheFirstOctetIsPreferred() {
        MailServer server = server(
                service("submission", 587), service("submissions", 465), service("pop3d", 110), service("pop3s", 995));

        assertThat(server.sending()).extracting(MailServer.Way::port).containsExactly(465, 587);
        assertThat(server.reading()).extracting(MailServer.Way::port).containsExactly(995, 110);
    }

    @Test
    void sub9RecordsAreThoseOfRfc6186And8314() {
        assertThat(DnsRecords.of(server(
                        service("smtpd", 25),
                        service("submission", 587),
                        service("submissions", 465),
                        service("pop3s", 995))))
                .containsExactly(
                        "_submissions._tcp.example.org. IN SRV 0 1 465 mail.example.org.",
                        "_submission._tcp.example.org. IN SRV 10 1 587 mail.example.org.",
                        "_pop3s._tcp.example.org. IN SRV 0 1 995 mail.example.org.",
                        "autoconfig.example.org. IN CNAME mail.example.org.",
                        "autodiscover.example.org. IN CNAME mail.example.org.",
                        "_autodiscover._tcp.example.org. IN SRV 0 1 443 mail.example.org.");
    }

    @Test
    void sub9ADoorThatIsClosedHasNoRecord() {
        assertThat(DnsRecords.of(server(service("submissions", 465))))
                .noneMatch(line -> line.startsWith("_submission.") || line.startsWith("_pop3s."));
    }
}
