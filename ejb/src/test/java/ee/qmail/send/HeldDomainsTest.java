package ee.qmail.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.control.Setting;
import ee.qmail.deferred.WaitingJobs;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.home.QmailHome;
import ee.qmail.revision.Author;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldDomainsTest {
    private static final Author ANA = new Author("ana", "they have trouble");

    private final List<String> due = new ArrayList<>();
    private ControlFiles controlFiles;
    private HeldDomains held;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        QmailHome home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        controlFiles = new ControlFiles(home.control(), warning -> {});
        WaitingJobs jobs = new WaitingJobs() {
            @Override
            public long makeDue(String domain, Instant now) {
                due.add(domain);
                return 1;
            }
        };
        held = new HeldDomains(controlFiles, null, jobs);
    }

    @Test
    void aDomainIsHeldInAnySpellingUntilItIsReleased() throws IOException {
        controlFiles.write(Setting.HOLDREMOTE, "# trouble\nother.example");
        assertThat(held.hold("Bücher.example", ANA)).isTrue();
        assertThat(held.hold("xn--bcher-kva.example", ANA)).isFalse();
        assertThat(held.isHeld("xn--bcher-kva.example")).isTrue();
        assertThat(held.isHeld("example")).isFalse();
        assertThat(held.list()).containsExactly("other.example", "xn--bcher-kva.example");
        assertThat(controlFiles.history(Setting.HOLDREMOTE).get(0).by()).isEqualTo("ana");

        assertThat(held.release("BÜCHER.example", ANA)).isTrue();
        assertThat(due).containsExactly("xn--bcher-kva.example");
        assertThat(held.release("bücher.example", ANA)).isFalse();
        assertThat(controlFiles.raw(Setting.HOLDREMOTE)).hasValue("# trouble\nother.example\n");
    }

    @Test
    void whatIsNoDomainIsNotHeld() {
        for (String wrong : List.of("a b", "a.example\nb.example", "#a.example", "")) {
            assertThatThrownBy(() -> held.hold(wrong, ANA)).isInstanceOf(InvalidInputException.class);
        }
        assertThat(held.list()).isEmpty();
    }
}
