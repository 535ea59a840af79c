package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.web.SettingView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPageTest {
    @TempDir
    private Path control;

    @Test
    void thoseThatAreThereComeFirstInTheirGroup() throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("databytes"), "1000\n");
        List<ControlPage.Group> groups = ControlPage.groups(new ControlFiles(control, warning -> {}));
        assertThat(groups)
                .filteredOn(group -> group.title().startsWith("Who may connect"))
                .singleElement()
                .satisfies(group -> assertThat(group.settings())
                        .extracting(SettingView::file)
                        .startsWith("databytes", "badmailfrom"));
        assertThat(groups.stream().flatMap(group -> group.settings().stream())).hasSize(Setting.values().length);
    }
}
