package ee.qmail.acme;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.home.QmailHome;
import ee.qmail.message.QueueId;
import ee.qmail.programs.Programs;
import ee.qmail.start.Schema;
import ee.qmail.submission.DirectInjection;
import ee.qmail.time.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority that cannot be reached, and files that are not the server's; with an authority it is AcmeIT. */
class AcmeRenewalTest {
    @TempDir
    private Path root;

    private final SettableClock clock = new SettableClock();
    private final List<String> mails = new ArrayList<>();
    private final JdbcDataSource database = new JdbcDataSource();
    private Path control;
    private AcmeRenewal renewal;

    @BeforeEach
    void prepare() throws IOException {
        QmailHome home = new QmailHome(root);
        control = Files.createDirectories(home.control());
        file("me", "mx.example.org");
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            file("acme", "https://127.0.0.1:" + closed.getLocalPort() + "/directory");
        }
        file("acmedns", "/bin/true");
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Schema.migrations().dataSource(database).load().migrate();
        renewal = renewal(home);
    }

    private void file(String name, String content) throws IOException {
        Files.writeString(control.resolve(name), content + "\n");
    }

    private AcmeRenewal renewal(QmailHome home) {
        ControlFiles files = new ControlFiles(control, warning -> {});
        DirectInjection injection = new DirectInjection() {
            @Override
            public QueueId text(String key, String text, String subject, String sender, List<String> recipients) {
                mails.add(subject + " " + recipients + " " + text);
                return QueueId.next();
            }
        };
        AcmeRenewal made = new AcmeRenewal(files, home, new AcmeTable(database), new Programs(files, home), injection);
        made.clock = clock;
        return made;
    }

    @Test
    void cert9WithoutADirectoryNothingHappens() throws IOException {
        Files.delete(control.resolve("acme"));
        renewal = renewal(new QmailHome(root));
        renewal.renewNow();
        renewal.look();
        assertThat(renewal.report()).isEqualTo(AcmeReport.OFF);
        assertThat(control.resolve("acme.d")).doesNotExist();
    }

    @Test
    void cert13AFailureIsToldAndTriedAgainAfterItsTimeAlsoAfterARestart() {
        renewal.look();
        AcmeReport failed = renewal.report();
        assertThat(failed.state()).isEqualTo(AcmeReport.State.FAILING);
        assertThat(failed.error()).contains("127.0.0.1", "cannot be asked: no connection");
        assertThat(failed.next()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(renewal.warnings()).singleElement().asString().contains("mx.example.org", "cannot be asked");
        clock.pass(Duration.ofMinutes(59));
        renewal.look();
        assertThat(renewal.report().failures()).isEqualTo(1);
        renewal = renewal(new QmailHome(root));
        renewal.look();
        assertThat(renewal.report().failures()).isEqualTo(1);
        clock.pass(Duration.ofMinutes(1));
        renewal.look();
        assertThat(renewal.report().failures()).isEqualTo(2);
    }

    @Test
    void cert13ThePostmasterIsToldAtTheThirdFailureAndOnce() {
        for (int i = 0; i < 5; i++) {
            renewal.renewNow();
            renewal.look();
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(mails)
                .singleElement()
                .asString()
                .contains("[postmaster@mx.example.org]", "mx.example.org cannot be had", "cannot be asked");
    }

    @Test
    void cert14AnAdministratorsCertificateIsLeftAlone() throws IOException {
        file("servercert.pem", "-----BEGIN CERTIFICATE-----");
        renewal.renewNow();
        renewal.look();
        assertThat(renewal.report().state()).isEqualTo(AcmeReport.State.BLOCKED);
        assertThat(renewal.report().error()).contains("put there by an administrator", "move it away");
        assertThat(control.resolve("acme.d")).doesNotExist();
    }

    @Test
    void cert13WhileAnotherServerOrdersThisOneWaits() throws IOException {
        AcmeTable other = new AcmeTable(database);
        assertThat(other.lock()).isTrue();
        renewal.look();
        assertThat(renewal.report().state()).isEqualTo(AcmeReport.State.DUE);
        other.unlock();
        renewal.look();
        assertThat(renewal.report().state()).isEqualTo(AcmeReport.State.FAILING);
        assertThat(other.lock()).isTrue();
    }

    @Test
    void anAuthorityFileThatIsNoneIsNamed() throws IOException {
        file("acmeca.pem", "nothing");
        renewal.look();
        assertThat(renewal.report().error()).contains("acmeca.pem: has no certificate");
    }
}
