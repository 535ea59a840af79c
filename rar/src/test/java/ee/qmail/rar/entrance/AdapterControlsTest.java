package ee.qmail.rar.entrance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterControlsTest {
    /** The adapter may look while the files of a new home are written one after the other. */
    @Test
    void theyAreThereWhenTheFirstStartIsOver(@TempDir Path home) throws IOException {
        Path control = home.resolve("control");
        AdapterControls controls = new AdapterControls(control);
        assertThatThrownBy(controls::me).hasMessage(control + " is not there yet");

        Files.createDirectory(control);
        Files.writeString(control.resolve("maxtlsminute"), "3\n");
        assertThatThrownBy(controls::me).hasMessage(control + " is not there yet");
        assertThat(controls.maxtlsminute()).isZero();

        Files.writeString(control.resolve("me"), "mail.example.org\n");
        assertThat(controls.me()).isEqualTo("mail.example.org");
        assertThat(controls.maxtlsminute()).isEqualTo(3);
    }
}
