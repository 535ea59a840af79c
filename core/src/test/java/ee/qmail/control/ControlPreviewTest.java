package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPreviewTest {
    @TempDir
    Path directory;

    private ControlFiles files;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(directory.resolve("me"), "old.example\n");
        Files.writeString(directory.resolve("smtproutes"), ":relay:587|user|geheim\n");
        files = new ControlFiles(directory, warning -> {});
    }

    @Test
    void whatFollowsFromADefaultIsToldAndNothingIsWritten() throws IOException {
        ControlPreview preview = ControlPreview.of(files, Setting.ME, Optional.of("new.example\n"));
        assertThat(preview.problems()).isEmpty();
        assertThat(preview.changes())
                .contains(
                        new ControlPreview.Value("me", List.of("old.example"), List.of("new.example")),
                        new ControlPreview.Value("doublebouncehost", List.of("old.example"), List.of("new.example")));
        assertThat(preview.after().me()).isEqualTo("new.example");
        assertThat(files.current().me()).isEqualTo("old.example");
        assertThat(ControlPreview.of(files, Setting.ME, Optional.of("old.example"))
                        .changes())
                .isEmpty();
    }

    @Test
    void whatWouldBeRefusedChangesNothing() throws IOException {
        ControlPreview wrong = ControlPreview.of(files, Setting.DATABYTES, Optional.of("10MB"));
        assertThat(wrong.problems()).hasSize(1);
        assertThat(wrong.changes()).isEmpty();
        assertThat(ControlPreview.of(files, Setting.ME, Optional.empty()).problems())
                .containsExactly("control/me: must stay; change it instead");
    }

    @Test
    void rtls16NoPasswordIsInIt() throws IOException {
        ControlPreview more = ControlPreview.of(
                files, Setting.SMTPROUTES, Optional.of(":relay:587|user|********\nx.example:relay:587|user|anders\n"));
        assertThat(more.problems()).isEmpty();
        assertThat(more.changes().toString()).contains("********").doesNotContain("geheim", "anders");
    }
}
