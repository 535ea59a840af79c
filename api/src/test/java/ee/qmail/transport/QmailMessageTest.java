package ee.qmail.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.InboundMail;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmailMessageTest {
    private final Session session = Session.getInstance(new Properties());
    private final Map<String, String> header = new HashMap<>(Map.of(
            "Subject", "Gr\u00fc\u00dfe", "Message-ID", "<1@example.net>", "References", "<0@example.net> and more"));
    private String sender = "ana@example.net";
    private String recipient = "desk@example.org";

    private InboundMail mail() {
        InvocationHandler answers = (mail, method, arguments) -> switch (method.getName()) {
            case "header" -> Optional.ofNullable(header.get((String) arguments[0]));
            case "sender" -> sender;
            case "recipient" -> recipient;
            case "key" -> "7/desk@example.org";
            case "id" -> "7";
            case "open" -> new ByteArrayInputStream("Subject: hello\n\nwhole\n".getBytes(StandardCharsets.US_ASCII));
            case "isAutomatic" -> InvocationHandler.invokeDefault(mail, method, arguments);
            default -> throw new UnsupportedOperationException(method.getName());
        };
        return (InboundMail)
                Proxy.newProxyInstance(InboundMail.class.getClassLoader(), new Class<?>[] {InboundMail.class}, answers);
    }

    @Test
    void anAnswerStaysInItsThreadAndIsMarkedAsAutomatic() throws Exception {
        QmailMessage answer = QmailMessage.answer(session, mail()).orElseThrow();
        assertThat(answer.getEnvelopeFrom()).isEmpty();
        assertThat(answer.getKey()).isEqualTo("answer/7/desk@example.org");
        assertThat(answer.getFrom()).containsExactly(new InternetAddress("desk@example.org"));
        assertThat(answer.getRecipients(Message.RecipientType.TO))
                .containsExactly(new InternetAddress("ana@example.net"));
        assertThat(answer.getSubject()).isEqualTo("Re: Gr\u00fc\u00dfe");
        assertThat(answer.getHeader("In-Reply-To")).containsExactly("<1@example.net>");
        assertThat(answer.getHeader("References", null)).isEqualTo("<0@example.net> <1@example.net>");
        assertThat(answer.getHeader("Auto-Submitted")).containsExactly("auto-replied");
    }

    @Test
    void anAnswerComesFromTheAddressAlsoIfThatWantsQuotes() throws Exception {
        recipient = "desk-a \"b@example.org";
        assertThat(QmailMessage.answer(session, mail()).orElseThrow().getHeader("From", null))
                .isEqualTo("<\"desk-a \\\"b\"@example.org>");
    }

    @Test
    void anAnswerToAnAnswerHasOneRe() throws Exception {
        header.put("Subject", "RE: order");
        assertThat(QmailMessage.answer(session, mail()).orElseThrow().getSubject())
                .isEqualTo("RE: order");
    }

    @Test
    void aThreadThatIsTooLongKeepsItsEnd() throws Exception {
        header.put(
                "References",
                IntStream.range(0, 1_000)
                        .mapToObj(number -> "<r" + number + "@x>")
                        .collect(Collectors.joining(" ")));
        String references = QmailMessage.answer(session, mail()).orElseThrow().getHeader("References", null);
        assertThat(List.of(references.split("\\s+")))
                .hasSize(10)
                .startsWith("<r991@x>")
                .endsWith("<1@example.net>");
    }

    @ParameterizedTest
    @CsvSource({
        "Auto-Submitted, auto-generated, false",
        "Auto-Submitted, no, true",
        "List-Id, <news.example.net>, false",
        "Precedence, BULK, false",
        "Precedence, first-class, true"
    })
    void whatAProgramHasWrittenIsNotAnswered(String field, String value, boolean answered) throws Exception {
        header.put(field, value);
        assertThat(QmailMessage.answer(session, mail()).isPresent()).isEqualTo(answered);
    }

    @Test
    void aBounceIsNotAnswered() throws Exception {
        sender = "";
        assertThat(QmailMessage.answer(session, mail())).isEmpty();
    }

    @Test
    void aForwardedMailIsInsideAsItCame() throws Exception {
        QmailMessage forward = QmailMessage.forward(session, mail(), "see below");
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        forward.writeTo(written);
        assertThat(forward.getSubject()).isEqualTo("Fwd: Gr\u00fc\u00dfe");
        assertThat(written.toString(StandardCharsets.US_ASCII).replace("\r", ""))
                .contains("\n\nsee below\n", "Content-Type: message/rfc822", "\n\nSubject: hello\n\nwhole\n");
    }

    @ParameterizedTest
    @CsvSource({
        "-1,NEVER",
        "1,SUCCESS",
        "2,FAILURE",
        "3,'SUCCESS,FAILURE'",
        "4,DELAY",
        "7,'SUCCESS,FAILURE,DELAY'",
        "0,"
    })
    void notifyOptionsAreThoseOfSmtpMessage(int options, String conditions) {
        QmailMessage message = new QmailMessage(session);
        message.setNotifyOptions(options);
        assertThat(message.getNotifyOptions()).isEqualTo(options);
        assertThat(QmailMessage.dsn(message).conditions()).isEqualTo(conditions);
    }

    @Test
    void optionsThatThereAreNotAreNamed() {
        QmailMessage message = new QmailMessage(session);
        message.setReturnOption(QmailMessage.RETURN_HDRS);
        for (int wrong : new int[] {-2, 8}) {
            assertThatThrownBy(() -> message.setNotifyOptions(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("notify options " + wrong
                            + ": must be NOTIFY_NEVER, or a sum of NOTIFY_SUCCESS, NOTIFY_FAILURE and NOTIFY_DELAY");
        }
        for (int wrong : new int[] {-1, 3}) {
            assertThatThrownBy(() -> message.setReturnOption(wrong))
                    .hasMessage("return option " + wrong + ": must be RETURN_FULL or RETURN_HDRS, or 0 for neither");
        }
        assertThatThrownBy(() -> message.setEnvelopeId("")).hasMessageStartingWith("ENVID ''");
        assertThat(message.getReturnOption()).isEqualTo(QmailMessage.RETURN_HDRS);
        assertThat(message.getEnvelopeId()).isNull();
    }
}
