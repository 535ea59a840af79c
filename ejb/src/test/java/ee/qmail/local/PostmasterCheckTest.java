package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterCheckTest {
    @TempDir
    private Path control;

    private List<String> warnings(Set<String> delivered) {
        ControlFiles files = new ControlFiles(control, warning -> {});
        return new PostmasterCheck(
                        files,
                        address -> new AddressTrace.Trace(
                                address,
                                true,
                                "local",
                                address,
                                "alias/.qmail-postmaster",
                                delivered.contains(address) ? List.of("maildir X") : List.of(),
                                address.startsWith("lost") ? "Sorry, no mailbox here by that name. (#5.1.1)" : null))
                .warnings();
    }

    @Test
    void rfc5321AnUnreachablePostmasterAndLostDoubleBouncesAreTold() throws IOException {
        Files.writeString(control.resolve("me"), "Mail.Example.org\n");
        assertThat(warnings(Set.of("postmaster@mail.example.org"))).isEmpty();
        assertThat(warnings(Set.of()))
                .containsExactly(
                        "Mail for postmaster@mail.example.org does not arrive: alias/.qmail-postmaster throws it"
                                + " away. Bounces that cannot be delivered go there, and are lost.");
        Files.writeString(control.resolve("doublebounceto"), "lost\n");
        assertThat(warnings(Set.of("postmaster@mail.example.org")))
                .containsExactly("Mail for lost@mail.example.org does not arrive: Sorry, no mailbox here by that name."
                        + " (#5.1.1). Bounces that cannot be delivered go there, and are lost.");
    }
}
