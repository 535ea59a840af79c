package ee.qmail.dotqmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotQmailFileTest {
    @TempDir
    private Path home;

    private void make(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(home.resolve(name));
        }
    }

    private String found(String dash, String ext) throws IOException {
        return DotQmailFile.find(home, dash, ext)
                .map(file -> file.path().getFileName() + " " + file.defaultPart())
                .orElse("nothing");
    }

    @Test
    void dq1TheExactNameThenTheDefaultsFromTheRight() throws IOException {
        make(".qmail-default");
        assertThat(found("-", "a-b-c")).isEqualTo(".qmail-default a-b-c");
        make(".qmail-a-default");
        assertThat(found("-", "a-b-c")).isEqualTo(".qmail-a-default b-c");
        make(".qmail-a-b-default");
        assertThat(found("-", "a-b-C")).isEqualTo(".qmail-a-b-default C");
        make(".qmail-a-b-c");
        assertThat(found("-", "a-b-c")).isEqualTo(".qmail-a-b-c null");
        assertThat(found("-", "ab")).isEqualTo(".qmail-default ab");
    }

    @Test
    void dq1ATrailingHyphenLooksForItsOwnDefault() throws IOException {
        make(".qmail-default", ".qmail-a-default");
        assertThat(found("-", "a-")).isEqualTo(".qmail-a-default ");
        make(".qmail-a-");
        assertThat(found("-", "a-")).isEqualTo(".qmail-a- null");
    }

    @Test
    void dq1CapitalsAndDotsAreWrittenAsSmallLettersAndColons() throws IOException {
        make(".qmail-ana:maria");
        assertThat(found("-", "Ana.Maria")).isEqualTo(".qmail-ana:maria null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo..bar",
                "foo.",
                "a b",
                "j\u00fcrgen",
                "a/b",
                "../../etc/passwd",
                "50%",
                "a@b",
                "x\0y",
                "*",
                "\uD800",
                "list-return-1-ana=far.example-and-a-name-that-is-much-longer-than-sixty-four-octets"
            })
    void dq1ADefaultTakesWhateverAnAddressCanBe(String ext) throws IOException {
        assertThat(found("-", ext)).isEqualTo("nothing");
        make(".qmail-default");
        assertThat(found("-", ext)).isEqualTo(".qmail-default " + ext);
        assertThat(found("-", ext + "x".repeat(300))).isEqualTo(".qmail-default " + ext + "x".repeat(300));
    }

    @Test
    void dq1AFileMayBeNamedWithLettersOfAnyScript() throws IOException {
        make(".qmail-j\u00fcrgen");
        assertThat(found("-", "j\u00fcrgen")).isEqualTo(".qmail-j\u00fcrgen null");
        assertThat(found("-", "J\u00fcrgen")).isEqualTo(".qmail-j\u00fcrgen null");
    }

    @Test
    void dq1WithoutDashAndExtensionItIsDotQmailItself() throws IOException {
        assertThat(found("", "")).isEqualTo("nothing");
        make(".qmail");
        assertThat(found("", "")).isEqualTo(".qmail null");
    }

    @Test
    void dq2ANameThatEndsInDefaultStandsForIt() throws IOException {
        make(".qmail-a-default");
        assertThat(found("-", "a-Default")).isEqualTo(".qmail-a-default Default");
    }

    @Test
    void dq9OnlyRegularFilesCount() throws IOException {
        Files.createDirectory(home.resolve(".qmail-a"));
        make(".qmail-default");
        assertThat(found("-", "a")).isEqualTo(".qmail-default a");
    }

    @Test
    void anExtensionCannotLeadOutOfTheHomeDirectory() throws IOException {
        Path inner = Files.createDirectory(home.resolve("inner"));
        Files.createDirectory(inner.resolve(".qmail-x"));
        make("secret");
        assertThat(DotQmailFile.find(inner, "-", "x/../../secret")).isEmpty();
        assertThat(DotQmailFile.find(inner, "-", "x\0")).isEmpty();
        assertThat(DotQmailFile.find(inner, "-", "x".repeat(300))).isEmpty();
    }
}
