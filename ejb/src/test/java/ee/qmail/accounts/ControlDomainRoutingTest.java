package ee.qmail.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.ControlFiles;
import ee.qmail.directory.DomainRouting;
import ee.qmail.directory.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlDomainRoutingTest {
    @TempDir
    Path control;

    private DomainRouting routing;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("rcpthosts"), "# ours\nmail.example.org\n");
        routing = new ControlDomainRouting(new ControlFiles(control, warning -> {}));
    }

    @Test
    void opensBothFilesAndClosesThemAgain() {
        routing.open("example.org");
        assertThat(control.resolve("rcpthosts")).hasContent("# ours\nmail.example.org\nexample.org\n");
        assertThat(control.resolve("virtualdomains")).hasContent("example.org:example.org\n");

        routing.close("example.org");
        assertThat(control.resolve("rcpthosts")).hasContent("# ours\nmail.example.org\n");
        assertThat(control.resolve("virtualdomains")).hasContent("");
    }

    @Test
    void takesBackOnlyItsOwnChanges() throws IOException {
        Files.writeString(control.resolve("rcpthosts"), "example.org\n");
        routing.open("example.org").run();
        assertThat(control.resolve("rcpthosts")).hasContent("example.org\n");
        assertThat(control.resolve("virtualdomains")).hasContent("");
    }

    @Test
    void whenTheSecondFileCannotBeWrittenTheFirstIsAsBefore() throws IOException {
        Files.writeString(control.resolve("rcpthosts"), "not a domain\n");

        assertThatThrownBy(() -> routing.open("example.org"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not a domain");

        assertThat(control.resolve("virtualdomains")).hasContent("");
    }
}
