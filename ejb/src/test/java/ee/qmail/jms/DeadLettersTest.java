package ee.qmail.jms;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.routing.Rewriting;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a letter tells of itself; BeanExitsIT lists, sends and drops real ones. */
class DeadLettersTest {
    private final Rewriting rewriting =
            new Rewriting(Controls.of(Map.of(Setting.VIRTUALDOMAINS, "example.net:example.net\n")));

    @Test
    void aJobTellsItsQueueAndItsRecipientsAsTheSenderKnowsThem() throws Exception {
        Job job = new Job(
                new QueueId(42),
                2,
                3,
                Channel.LOCAL,
                "example.net",
                new Envelope("bob@far.example", List.of("example.net-ana@example.net", "example.net-bo@example.net")),
                Body.of("text\n"),
                5,
                Instant.EPOCH);
        BytesMessage message =
                FakeMessage.of(QueuedMessage.dead(job, "planned")).asReceived();

        assertThat(DeadLetters.Letter.of(message, rewriting))
                .isEqualTo(new DeadLetters.Letter(
                        "42-2",
                        "qmail.local",
                        "planned",
                        "bob@far.example",
                        List.of("ana@example.net", "bo@example.net"),
                        null));
        assertThat(QueuedMessage.again(message).propertyExists("qmail_reason")).isFalse();
        assertThat(JobMessages.jobs(message, new ArrayList<>()))
                .singleElement()
                .extracting(Job::key)
                .isEqualTo("42/2");
    }

    /** Where the broker does not move it, the bean sends it on, and the broker tells nothing. */
    @Test
    void aMessageThatABeanPutAsideTellsItsQueueUntilItIsSentThereAgain() throws Exception {
        FakeMessage received = FakeMessage.withBody("text").from("qmail.inject");
        Message dead = QueuedMessage.dead(received.as(TextMessage.class), new QueueId(7), "planned")
                .content()
                .in(null);

        assertThat(DeadLetters.Letter.of(dead, rewriting))
                .isEqualTo(new DeadLetters.Letter("ID~fake", "qmail.inject", "planned", "", List.of(), null));
        assertThat(QueuedMessage.again(dead).propertyExists("qmail_queue")).isFalse();
    }

    /** Under one name the second would be taken for a repetition of the first, and be lost. */
    @Test
    void aMessageIsPutAsideAgainAfterItWasSentAgain() throws Exception {
        TextMessage first = FakeMessage.withBody("text").withId("ID:1").as(TextMessage.class);
        TextMessage again = FakeMessage.withBody("text").withId("ID:2").as(TextMessage.class);
        QueueId key = QueueId.named("inject/key/k");

        String name = QueuedMessage.dead(first, key, "planned").duplicateId();
        assertThat(QueuedMessage.dead(first, key, "planned").duplicateId())
                .as("the same, come again")
                .isEqualTo(name);
        assertThat(QueuedMessage.dead(again, key, "planned").duplicateId()).isNotEqualTo(name);
    }

    @Test
    void anApplicationsMessageTellsWhatTheBrokerKnows() throws Exception {
        FakeMessage message = new FakeMessage();
        message.properties().put("_AMQ_ORIG_QUEUE", "shop.orders");
        message.properties().put("_AMQ_ORIG_ADDRESS", "shop.orders");
        assertThat(DeadLetters.Letter.of(message.as(TextMessage.class), rewriting))
                .isEqualTo(new DeadLetters.Letter("ID~fake", "shop.orders", "", "", List.of(), null));

        message.properties().put("_AMQ_ORIG_ADDRESS", "shop.events"); // a topic
        assertThat(DeadLetters.Letter.of(message.as(TextMessage.class), rewriting)
                        .queue())
                .isEmpty();
    }

    /** GlassFish answers 500 to a colon in a path. */
    @Test
    void theIdOfAMessageThatIsNoMailHasNothingThatAPathMustNotHave() throws Exception {
        TextMessage message = FakeMessage.withBody("text")
                .withId("ID:2-127.0.0.1(b1:aa:88:64:62:f9)-1-1796006031078")
                .as(TextMessage.class);

        String id = DeadLetters.Letter.of(message, rewriting).id();

        assertThat(id).isEqualTo("ID~2-127.0.0.1(b1~aa~88~64~62~f9)-1-1796006031078");
        assertThat(DeadLetters.selector(id))
                .isEqualTo(DeadLetters.selector(message.getJMSMessageID()))
                .contains("JMSMessageID = 'ID:2-127.0.0.1(b1:aa:88:64:62:f9)-1-1796006031078'");
        assertThat(DeadLetters.selector("ID~1' OR '1' = '1")).isEmpty();
    }
}
