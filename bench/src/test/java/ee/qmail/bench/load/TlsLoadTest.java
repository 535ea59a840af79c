package ee.qmail.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.bench.load.ClientTls.Begin;
import ee.qmail.bench.load.VisitJob.Login;
import ee.qmail.bench.peer.TestCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlsLoadTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> USERS = List.of("a@x.example", "b@x.example", "c@x.example");

    @TempDir
    private static Path directory;

    private static TestCertificate certificate;

    @BeforeAll
    static void makesACertificate() {
        certificate = TestCertificate.in(directory);
    }

    private static TlsServer server(Begin begin) throws Exception {
        return new TlsServer(certificate.chain(), certificate.key(), begin == Begin.AT_ONCE);
    }

    @ParameterizedTest
    @CsvSource({"AT_ONCE,TLSv1.3", "AT_ONCE,TLSv1.2", "STARTTLS,TLSv1.3", "STARTTLS,TLSv1.2"})
    void everyMessageArrivesOnceBehindTls(Begin begin, String version) throws Exception {
        try (TlsServer server = server(begin);
                ClientTls tls = new ClientTls(begin, version, false)) {
            SmtpResult result = SmtpLoad.run(mail(server, Entrance.by(tls)));

            assertThat(result.accepted()).isEqualTo(31);
            assertThat(server.received()).isEqualTo(31);
            assertThat(tls.handshakes()).isGreaterThanOrEqualTo(31);
            assertThat(tls.percentResumed()).isZero();
        }
    }

    @Test
    void whoLogsInIsTheSender() throws Exception {
        try (TlsServer server = server(Begin.AT_ONCE);
                ClientTls tls = new ClientTls(Begin.AT_ONCE, "TLSv1.3", false)) {
            SmtpLoad.run(mail(server, new Entrance(tls, List.of("a@x.example"), "secret")));

            assertThat(server.mail()).isEqualTo("MAIL FROM:<a@x.example>");
        }
    }

    private static SmtpJob mail(TlsServer server, Entrance entrance) {
        return new SmtpJob(server.address(), 3, 31, LIMIT, 4096, false, number -> List.of("u@x.example"), entrance);
    }

    @ParameterizedTest
    @EnumSource(Begin.class)
    void visitsComeToTheirEnd(Begin begin) throws Exception {
        try (TlsServer server = server(begin);
                ClientTls tls = new ClientTls(begin, "TLSv1.3", false)) {
            VisitResult result = VisitLoad.run(visits(server, tls, Login.PLAIN));

            assertThat(result.visits()).isEqualTo(40);
            assertThat(result.refused()).isZero();
            assertThat(tls.handshakes()).isEqualTo(40);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void sessionsAreResumed(String version) throws Exception {
        try (TlsServer server = server(Begin.AT_ONCE);
                ClientTls tls = new ClientTls(Begin.AT_ONCE, version, true)) {
            VisitLoad.run(visits(server, tls, Login.NONE));

            assertThat(tls.percentResumed()).isGreaterThan(40);
        }
    }

    private static VisitJob visits(TlsServer server, ClientTls tls, Login login) {
        return new VisitJob(server.address(), tls, login, 2, 40, LIMIT, USERS, "secret");
    }

    @Test
    void aUserBelongsToOneSession() throws Exception {
        try (TlsServer server = server(Begin.AT_ONCE)) {
            VisitJob job = visits(server, null, Login.PLAIN);

            assertThat(List.of(job.user(0, 0), job.user(0, 1), job.user(0, 2)))
                    .containsExactly("a@x.example", "c@x.example", "a@x.example");
            assertThat(List.of(job.user(1, 0), job.user(1, 1))).containsOnly("b@x.example");
            assertThatThrownBy(() -> new VisitJob(server.address(), null, Login.PLAIN, 4, 1, LIMIT, USERS, "secret"))
                    .hasMessageContaining("a user for each session");
        }
    }

    @Test
    void idleConnectionsAreHeld() throws Exception {
        try (TlsServer server = server(Begin.STARTTLS);
                ClientTls tls = new ClientTls(Begin.STARTTLS, "TLSv1.3", false);
                IdleConnections idle = new IdleConnections(server.address(), tls, 20, LIMIT)) {
            assertThat(idle.held()).isEqualTo(20);
            assertThat(tls.handshakes()).isEqualTo(20);
        }
    }
}
