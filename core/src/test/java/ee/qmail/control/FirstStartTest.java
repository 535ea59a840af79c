package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.home.QmailHome;
import ee.qmail.tcpserver.TcpRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {
    @TempDir
    Path parent;

    private QmailHome home;

    @BeforeEach
    void home() {
        home = new QmailHome(parent.resolve("var"));
    }

    @Test
    void theFirstStartMakesAUsableHome() throws IOException {
        new FirstStart(home).prepare("me.example.org");
        List<String> warnings = new ArrayList<>();
        Controls controls = new ControlFiles(home.control(), warnings::add).current();
        assertThat(warnings).isEmpty();
        assertThat(controls.rcpthosts().allows("a@me.example.org")).isTrue();
        assertThat(controls.tcpRules().lookup("127.0.0.1").environment()).containsEntry("RELAYCLIENT", "");
        assertThat(controls.tcpRules().lookup("::1").environment()).containsEntry("RELAYCLIENT", "");
        assertThat(controls.tcpRules().lookup("192.0.2.1")).isEqualTo(TcpRule.ALLOW);
        assertThat(home.spool()).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.root())))
                .isEqualTo("rwx------");
    }

    @Test
    void laterStartsOverwriteNothingAndBringNothingBack() throws IOException {
        new FirstStart(home).prepare("me.example.org");
        Files.delete(home.control().resolve("rcpthosts"));
        Files.writeString(home.control().resolve("tcp.smtp"), ":deny\n");
        new FirstStart(home).prepare("other.example.org");
        assertThat(home.control().resolve("me")).hasContent("me.example.org");
        assertThat(home.control().resolve("rcpthosts")).doesNotExist();
        assertThat(home.control().resolve("tcp.smtp")).hasContent(":deny");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void open(Path directory, String mode) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }

    @Test
    void directoriesOpenToOthersAreClosedAndReported() throws IOException {
        assertThat(new FirstStart(home).prepare("me.example.org")).isEmpty();
        for (Path directory :
                List.of(home.root(), home.run(), home.log(), home.mail(), home.maildrop(), home.queue())) {
            open(directory, "rwxr-xr-x");
        }
        assertThat(new FirstStart(home).prepare("me.example.org"))
                .containsExactlyInAnyOrder(
                        home.root(), home.run(), home.log(), home.mail(), home.maildrop(), home.queue());
        assertThat(new FirstStart(home).prepare("me.example.org")).isEmpty();
        try (Stream<Path> all = Files.walk(home.root())) {
            for (Path each : all.toList()) {
                assertThat(mode(each)).as(each.toString()).endsWith("------");
            }
        }
    }

    /** As docs/commands.md says. */
    @Test
    void aGroupMayBeLetInToLeaveMail() throws IOException {
        new FirstStart(home).prepare("me.example.org");
        open(home.root(), "rwx--x---");
        open(home.maildrop(), "rwx--x---");
        open(home.maildrop().resolve("new"), "rwxrwx---");
        assertThat(new FirstStart(home).prepare("me.example.org")).isEmpty();
        assertThat(mode(home.maildrop().resolve("new"))).isEqualTo("rwxrwx---");
        open(home.root(), "rwxr-x---");
        open(home.maildrop(), "rwx-wx--x");
        assertThat(new FirstStart(home).prepare("me.example.org")).containsExactly(home.root(), home.maildrop());
        Path taken = home.maildrop().resolve("taken");
        open(home.maildrop(), "rwxrwx---");
        open(taken, "rwxrwx---");
        assertThat(new FirstStart(home).prepare("me.example.org")).containsExactly(home.maildrop(), taken);
    }

    @Test
    void aWrongHostNameIsRefused() {
        assertThatThrownBy(() -> new FirstStart(home).prepare("my host")).hasMessageContaining("'my host'");
    }
}
