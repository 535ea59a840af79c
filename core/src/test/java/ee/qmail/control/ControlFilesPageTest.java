package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Keeps docs/control-files.md equal to the table of settings. */
class ControlFilesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "control-files.md");
    private static final String COMMAND = "./mvnw -pl core test -Dtest=ControlFilesPageTest -Dregenerate=true";

    @Test
    void thePageIsMadeFromTheTable() throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).as("out of date; to make it anew: " + COMMAND).hasContent(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Control files

                One plain file per setting in `$QMAIL_HOME/control`, in qmail's own format. A change is effective within a
                second, without a restart. A file that cannot be read or makes no sense leaves its old value in force, and the
                log says what is wrong and what would be right. If a file is missing, its default holds.

                *line*: the first line counts. *int*: the digits at the start of the first line. *list*: one entry to a line;
                empty lines and lines that start with `#` are skipped. *map*: a list of `key:value`; the last of equal keys wins.
                Blanks at the end of a line do not count, nor do a byte order mark at the start of the file and the CR of CR LF. The text
                is UTF-8.

                Upper and lower case of ASCII letters are the same, and so are both spellings of a domain, `b\u00fccher.example` and
                `xn--bcher-kva.example` ([ADR 19](adr/0019-one-spelling-of-a-domain.md)); a dot at its end does not count. All
                domains below one are `.example.org` in `rcpthosts`, `virtualdomains`, `smtproutes`. An entry that can never fit,
                such as `*.example.org`, is named in the log, in the console and by `bin/qmail showctl`; the rest of the file counts.

                Each line of `tcp.smtp` is `address:allow` or `address:deny`, then `,VARIABLE="value"`. An address is
                `192.0.2.1`, a prefix `192.0.2.`, a range `192.0.2.4-9`, a block `192.0.2.0/24`, the same for IPv6 (without
                prefixes and ranges), or nothing for everybody else. `RELAYCLIENT=""` lets the client relay.

                `smtproutes` and `authsenders` may have passwords: the rest of the line behind the second `|`, whatever is in it. They are shown
                nowhere; asterisks stand for them, and mean the old password when the line is written back unchanged. Such a file
                must be for its owner alone (`chmod 600`); what the console and the REST API write is. With a log-in the relay's certificate must be
                right: [tls-outgoing.md](tls-outgoing.md). The key behind the `|` of `acmeeab` is treated in the same way.

                The files `acme...` are about a certificate that looks after itself: [tls.md](tls.md#a-real-certificate-in-two-minutes).

                What is marked *machine only* is seen in the console and by the REST API and changed by neither: it says what runs as
                the server's user, so that user writes the file.

                | File | Shape | Default | Range | Read by | What it is |
                | --- | --- | --- | --- | --- | --- |
                """);
        for (Setting setting : Setting.values()) {
            String range = setting.shape() != Shape.INT
                    ? ""
                    : setting.max() == Long.MAX_VALUE - 1
                            ? setting.min() + " or more " + setting.unit()
                            : setting.min() + " to " + setting.max() + " " + setting.unit();
            page.append("| `%s` | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            setting.fileName(),
                            setting.shape().name().toLowerCase(Locale.ROOT),
                            setting.fallback(),
                            range,
                            setting.readBy(),
                            setting.help().toString().replace("|", "\\|")
                                    + (setting.isChangedOnTheMachineOnly() ? ". *Machine only*" : "")));
        }
        return page.append("\nThis page is made from the table of settings: `" + COMMAND + "`.\n")
                .toString();
    }
}
