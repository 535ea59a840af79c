package ee.qmail.dotqmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.message.DeliveryReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserHomeTest {
    @TempDir
    Path directory;

    private Path joe;
    private UserHome home;

    @BeforeEach
    void open() throws IOException {
        joe = Files.createDirectory(directory.resolve("joe"));
        home = UserHome.of(joe);
    }

    @Test
    void aLineIsAPlaceInTheHome() throws Exception {
        assertThat(home.below("./Maildir/")).containsExactly("Maildir");
        assertThat(home.below(".//a/./b")).containsExactly("a", "b");
        assertThat(home.below("./")).isEmpty();
        assertThat(home.below(joe + "/Maildir/")).containsExactly("Maildir");
        assertThat(home.below("./..x/x..")).containsExactly("..x", "x..");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./..", "../x", "./a/../b", "/etc/shadow", "/", "JOE-evil/x", "JOE/../x", ".\0"})
    void aLineThatLeadsElsewhereIsRefused(String line) {
        assertThatThrownBy(() -> home.below(line.replace("JOE", joe.toString())))
                .isInstanceOf(UserHome.NotTrustedException.class);
    }

    @Test
    void dq9TheFilesModeIsKnown() throws Exception {
        Path file = Files.writeString(joe.resolve(".qmail"), "./Maildir/\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr--r--"));
        assertThat(home.read(file)).isEqualTo(new UserHome.Content("./Maildir/\n", true));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----rw-"));
        assertThatThrownBy(() -> home.read(file))
                .isInstanceOfSatisfying(
                        UserHome.NotTrustedException.class,
                        e -> assertThat(DeliveryReport.of("", e.reason()).text())
                                .isEqualTo("Uh-oh: .qmail file is writable. (#4.7.0)"));
    }

    @Test
    void aLinkIsFollowedWithinTheHomeOnly() throws Exception {
        Files.createDirectories(joe.resolve("list/sub"));
        Files.writeString(joe.resolve("list/sub/editor"), "&a@x\n");
        Path link = Files.createSymbolicLink(joe.resolve(".qmail-list"), Path.of("list/sub/editor"));
        assertThat(home.read(link).text()).isEqualTo("&a@x\n");

        Path other = Files.createDirectory(directory.resolve("joes"));
        Files.writeString(other.resolve("file"), "&b@x\n");
        Path out = Files.createSymbolicLink(joe.resolve(".qmail-out"), other.resolve("file"));
        assertThatThrownBy(() -> home.read(out)).hasMessageContaining("leads out of the home");
    }

    @Test
    void nobodyWaitsLongForAnOpeningThatHangs() throws Exception {
        UserHome.Opening opening = new UserHome.Opening();
        assertThat(opening.enter()).isTrue();
        long start = System.nanoTime();
        assertThat(opening.enter()).isFalse();
        long waited = System.nanoTime();
        assertThat(opening.enter()).isFalse();
        assertThat(System.nanoTime() - waited).isLessThan(waited - start);
        opening.leave();
        assertThat(opening.enter()).isTrue();
    }
}
