package ee.qmail.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.TextMessage;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MailEventTest {
    private final Map<String, Object> properties = new HashMap<>(Map.of(
            "qmail_event",
            "failed",
            "qmail_time",
            1_795_000_000_123L,
            "qmail_id",
            4711L,
            "qmail_sender",
            "ana@example.org",
            "qmail_recipient",
            "bo@far.example",
            "qmail_size",
            2048L,
            "qmail_channel",
            "remote",
            "qmail_attempts",
            3,
            "qmail_status",
            "5.1.1",
            "qmail_remote_reply",
            "550 5.1.1 no such user"));

    /** As a provider gives it to a consumer. */
    private TextMessage message() {
        return (TextMessage) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TextMessage.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getText" -> "far.example does not like recipient.";
                    case "propertyExists" -> properties.containsKey(arguments[0]);
                    case "getStringProperty", "getIntProperty", "getLongProperty" -> value((String) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Object value(String property) throws JMSException {
        Object value = properties.get(property);
        if (value instanceof JMSException broken) {
            throw broken;
        }
        return value;
    }

    @Test
    void whatAMessageOfTheTopicTells() {
        MailEvent event = MailEvent.of(message());
        assertThat(event.kind()).isEqualTo(MailEvent.Kind.FAILED);
        assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(1_795_000_000_123L));
        assertThat(event.id()).isEqualTo("4711");
        assertThat(event.sender()).isEqualTo("ana@example.org");
        assertThat(event.recipient()).isEqualTo("bo@far.example");
        assertThat(event.size()).isEqualTo(2048);
        assertThat(event.channel()).isEqualTo("remote");
        assertThat(event.attempts()).isEqualTo(3);
        assertThat(event.status()).contains("5.1.1");
        assertThat(event.remoteReply()).contains("550 5.1.1 no such user");
        assertThat(event.text()).isEqualTo("far.example does not like recipient.");
        assertThat(event).hasToString("failed 4711 for bo@far.example");
    }

    /** OpenMQ's bounces have no sender, and a mail that is accepted has neither channel nor attempts. */
    @Test
    void whatIsNotToldIsEmpty() {
        properties.keySet().retainAll(Set.of("qmail_event", "qmail_time", "qmail_id", "qmail_size"));
        properties.put("qmail_event", "accepted");
        MailEvent event = MailEvent.of(message());
        assertThat(event.kind()).isEqualTo(MailEvent.Kind.ACCEPTED);
        assertThat(event.sender()).isEmpty();
        assertThat(event.recipient()).isEmpty();
        assertThat(event.channel()).isEmpty();
        assertThat(event.attempts()).isZero();
        assertThat(event.status()).isEmpty();
        assertThat(event.remoteReply()).isEmpty();
        assertThat(event).hasToString("accepted 4711");
    }

    @ParameterizedTest
    @EnumSource(value = MailEvent.Kind.class, names = "OTHER", mode = EnumSource.Mode.EXCLUDE)
    void eachKindHasItsName(MailEvent.Kind kind) {
        properties.put("qmail_event", kind.name().toLowerCase(Locale.ROOT));
        assertThat(MailEvent.of(message()).kind()).isEqualTo(kind);
    }

    @Test
    void aKindOfANewerServerIsAnother() {
        properties.put("qmail_event", "admired");
        assertThat(MailEvent.of(message()).kind()).isEqualTo(MailEvent.Kind.OTHER);
    }

    @Test
    void anotherMessageIsNoEvent() {
        properties.remove("qmail_event");
        assertThatThrownBy(() -> MailEvent.of(message()))
                .isInstanceOf(JMSRuntimeException.class)
                .hasMessageContaining("topic qmail.events");
    }

    @Test
    void aBrokenMessageIsTheProvidersTrouble() {
        JMSException broken = new JMSException("planned");
        properties.put("qmail_id", broken);
        assertThatThrownBy(() -> MailEvent.of(message()))
                .isInstanceOf(JMSRuntimeException.class)
                .hasCause(broken);
    }
}
