package ee.qmail.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.QmailHome;
import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Envelope;
import ee.qmail.queue.QmailQueue;
import ee.qmail.users.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the REST API and the adapter's connections call. */
class DirectInjectionTest {
    private static final byte[] TEXT = "Subject: x\n\nhi\n".getBytes(StandardCharsets.US_ASCII);

    private final DirectInjection injection = new DirectInjection();
    private final List<Envelope> accepted = new ArrayList<>();

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        QmailHome home = new QmailHome(directory);
        home.prepare("mail.example.org");
        injection.controlFiles = new ControlFiles(home.control(), warning -> {});
        injection.queue = new QmailQueue() {
            @Override
            public void accept(InboundMessage message) {
                accepted.add(message.envelope());
            }
        };
    }

    @Test
    void recipientsStayAList() {
        List<String> recipients = List.of("\"Doe, J\"@example.org", "bob@example.net");
        injection.message(null, TEXT, "ana@example.org", recipients);
        injection.text(null, "hi", "x", "ana@example.org", recipients);
        Envelope expected = new Envelope("ana@example.org", List.of("Doe, J@example.org", "bob@example.net"));
        assertThat(accepted).containsExactly(expected, expected);
        assertThat(injection.complete(TEXT, "ana@example.org", recipients).envelope())
                .isEqualTo(expected);
    }

    @Test
    void whatIsNoAddressIsNamed() {
        for (String wrong : List.of("a\nb@x.example", "a@" + "d".repeat(304), "x".repeat(1112) + "@y", "a@b,c@d")) {
            assertThatThrownBy(() -> injection.message(null, TEXT, "ana@example.org", List.of("b@x.example", wrong)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("must ");
            assertThatThrownBy(() -> injection.complete(TEXT, wrong, List.of("b@x.example")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("must ");
        }
        for (String wrong : Arrays.asList(null, "", " ")) {
            assertThatThrownBy(() -> injection.message(null, TEXT, "ana@example.org", Arrays.asList("b@c.d", wrong)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("one of them is empty");
        }
        assertThat(accepted).isEmpty();
    }
}
