package ee.qmail.status;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.control.Setting;
import ee.qmail.history.RecentDelivery;
import ee.qmail.home.QmailHome;
import ee.qmail.local.BeanAddresses;
import ee.qmail.local.PostmasterCheck;
import ee.qmail.send.HeldDomains;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCheckTest {
    private static final long GB = 1L << 30;

    private final List<ServiceState> services = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Sentence> lost = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();
    private long dead;
    private boolean isBroken;
    private ControlFiles controlFiles;
    private QmailHome home;
    private ServerCheck check;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        controlFiles = new ControlFiles(home.control(), warning -> {}, System::nanoTime);
        controlFiles.write(Setting.RCPTHOSTS, "example.org");
        ServerStatus status = new ServerStatus() {
            @Override
            public List<ServiceState> services() {
                return services;
            }

            @Override
            public QueueCounts queue() {
                return new QueueCounts(0, 0, 0, dead);
            }

            @Override
            public List<RecentDelivery> recent(int max) {
                return List.of();
            }

            @Override
            public List<String> warnings() {
                return warnings;
            }
        };
        PostmasterCheck postmaster = new PostmasterCheck() {
            @Override
            public List<Sentence> warnings() {
                if (isBroken) {
                    throw new IllegalStateException("planned");
                }
                return lost;
            }
        };
        BeanAddresses beans = new BeanAddresses() {
            @Override
            public List<String> absent() {
                return absent;
            }
        };
        check = new ServerCheck(
                status, controlFiles, home, postmaster, beans, new HeldDomains(controlFiles, null, null));
    }

    private List<String> codes() {
        return check.findings().stream()
                .map(finding -> finding.need().code())
                .filter(code -> !code.equals("disk-nearly-full"))
                .toList();
    }

    @Test
    void aServerThatIsWellNeedsNobody() {
        services.add(new ServiceState("smtpd", true, "listening", Instant.EPOCH));
        assertThat(codes()).isEmpty();
    }

    @Test
    void theMostImportantComesFirst() throws IOException {
        controlFiles.write(Setting.HOLDREMOTE, "far.example");
        controlFiles.write(Setting.RCPTHOSTS, "");
        dead = 2;
        absent.add("orders@*");
        warnings.add("a password is wrong");
        lost.add(Sentence.of("postmaster.noName"));
        services.add(new ServiceState("smtpd", false, "paused", Instant.EPOCH));
        services.add(new ServiceState("queue", false, "does not answer", null));
        services.add(new ServiceState("database", false, "does not answer", null));
        assertThat(codes())
                .containsExactly(
                        "database-away",
                        "queue-away",
                        "service-down",
                        "postmaster-undeliverable",
                        "rcpthosts-empty",
                        "dead-mail",
                        "application-absent",
                        "notice",
                        "destination-held");
        assertThat(check.findings())
                .extracting(finding -> finding.said().toString())
                .contains(
                        "database: does not answer",
                        "2 messages are put aside in the dead queue, and not tried again.",
                        "Nothing is sent to 1 domain: far.example. Their mail waits.");
    }

    @Test
    void aControlFileWithFaultsIsNamed() throws IOException {
        Files.writeString(home.control().resolve("databytes"), "10MB\n");
        ControlFiles fresh = new ControlFiles(home.control(), warning -> {});
        assertThat(fresh.remarks(Setting.DATABYTES)).isNotEmpty();
        check = new ServerCheck(null, fresh, home, null, null, null);
        assertThat(check.findings())
                .filteredOn(finding -> finding.need() == Need.CONTROL_FAULT)
                .singleElement()
                .satisfies(finding -> assertThat(finding.about()).isEqualTo("databytes"));
    }

    @Test
    void whatCannotBeAskedDoesNotHideTheRest() {
        isBroken = true;
        dead = 1;
        assertThat(codes()).containsExactly("dead-mail");
    }

    @ParameterizedTest
    @CsvSource({"100, 1000, false", "6, 1000, false", "4, 1000, true", "1, 10, false", "0, 10, true"})
    void aDiskIsNearlyFullWithFivePercentLeftAndLessThan5GB(long free, long total, boolean expected) {
        assertThat(ServerCheck.isNearlyFull(free * GB, total * GB)).isEqualTo(expected);
    }
}
