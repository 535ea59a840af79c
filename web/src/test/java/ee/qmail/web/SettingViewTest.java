package ee.qmail.web;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.web.language.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingViewTest {
    @TempDir
    private Path control;

    /** The console and the REST API show what is in it. */
    @Test
    void rtls16APasswordIsShownNowhere() throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("smtproutes"), ":relay:587|user|geheim\n");
        Files.writeString(control.resolve("authsenders"), "@x.example:relay:587|user|geheim\nx.example|geheim\n");
        ControlFiles files =
                new ControlFiles(control, warning -> assertThat(warning).doesNotContain("geheim"));
        assertThat(SettingView.of(Setting.SMTPROUTES, files, Texts.IN_ENGLISH).lines())
                .containsExactly(":relay:587|user|********");
        assertThat(SettingView.of(Setting.AUTHSENDERS, files, Texts.IN_ENGLISH))
                .asString()
                .contains("********")
                .doesNotContain("geheim");
    }

    @Test
    void cert8TheKeyOfAnAccountElsewhereIsShownNowhere() throws IOException {
        String key = "k".repeat(43);
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("acmeeab"), "kid|" + key + "\n");
        ControlFiles files =
                new ControlFiles(control, warning -> assertThat(warning).doesNotContain(key));
        assertThat(SettingView.of(Setting.ACMEEAB, files, Texts.IN_ENGLISH).lines())
                .containsExactly("kid|********");
        files.write(Setting.ACMEEAB, "kid|********\n");
        assertThat(control.resolve("acmeeab")).hasContent("kid|" + key);
    }
}
