package ee.qmail.it.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.Accounts;
import ee.qmail.api.KeyUsedException;
import ee.qmail.api.MailConnection;
import ee.qmail.api.MailConnectionFactory;
import ee.qmail.caller.Caller;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.DueJob;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.Job;
import ee.qmail.jms.MailEvent;
import ee.qmail.jms.Ticket;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.ReportText;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.resource.ResourceException;
import jakarta.transaction.UserTransaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What applications in the same server see: queues, events, and the table of what waits. */
@Tag("container")
@ExtendWith(ArquillianExtension.class)
class QueuesIT {
    private Caller.Scope scope;

    private static final long PATIENCE = Maildirs.PATIENCE.toMillis();

    @Inject
    private Accounts accounts;

    @Inject
    private DeferredStore store;

    @Inject
    private QmailHome home;

    @Resource(lookup = "jms/qmail")
    private ConnectionFactory factory;

    @Resource(lookup = "mail/connections")
    private MailConnectionFactory connections;

    @Resource
    private UserTransaction transaction;

    private Maildirs maildirs;
    private Connection connection;
    private Session session;

    @Deployment
    static WebArchive application() throws IOException {
        return Container.prepare();
    }

    @BeforeEach
    void connect() throws JMSException {
        scope = Caller.SYSTEM.begin(); // the request that runs a test has nobody as its caller
        maildirs = new Maildirs(home);
        connection = factory.createConnection();
        session = connection.createSession();
        connection.start();
    }

    @AfterEach
    void disconnect() throws JMSException {
        scope.close();
        connection.close();
    }

    private TextMessage injection(String text, String recipients) throws JMSException {
        TextMessage message = session.createTextMessage(text);
        message.setStringProperty("qmail_sender", "application@" + Container.HOST);
        message.setStringProperty("qmail_recipients", recipients);
        return message;
    }

    private void inject(Message message) throws JMSException {
        session.createProducer(session.createQueue("qmail.inject")).send(message);
    }

    private static String at(String name) {
        return name + "@" + Container.HOST;
    }

    @Test
    void anInjectedTextBecomesMail() throws JMSException, IOException {
        accounts.createMailbox(Container.HOST, "reader", null);
        TextMessage message = injection("Gr\u00fc\u00dfe\n", at("reader"));
        message.setStringProperty("qmail_subject", "from an application");
        inject(message);
        assertThat(maildirs.await("reader"))
                .startsWith("Return-Path: <" + at("application") + ">\nDelivered-To: " + at("reader") + "\n")
                .contains("\nSubject: from an application\n", "\nTo: " + at("reader") + "\n", "\nMessage-ID: <");
    }

    @Test
    void anInjectedMessageGoesOutAsItIs() throws JMSException, IOException {
        accounts.createMailbox(Container.HOST, "whole", null);
        BytesMessage message = session.createBytesMessage();
        String text = "From: a@b.example\nTo: c@d.example\nSubject: whole\nDate: Sun, 22 Nov 2026 10:00:00 +0000\n"
                + "Message-ID: <1@b.example>\n\n.\nhello\n";
        message.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        message.setStringProperty("qmail_sender", "a@b.example");
        message.setStringProperty("qmail_recipients", at("whole"));
        inject(message);
        assertThat(maildirs.await("whole"))
                .startsWith("Return-Path: <a@b.example>\n")
                .endsWith("\n\n.\nhello\n");
    }

    @Test
    void anAliasDeliversToAQueueExactlyOnce() throws JMSException {
        accounts.createAlias(Container.HOST, "orders", List.of("jms:queue:it.orders"));
        inject(injection("Subject: order 1\n\n3 pears\n", at("orders")));
        try (MessageConsumer orders = session.createConsumer(session.createQueue("it.orders"))) {
            BytesMessage order = (BytesMessage) orders.receive(PATIENCE);
            assertThat(order).isNotNull();
            assertThat(order.getStringProperty("qmail_sender")).isEqualTo(at("application"));
            assertThat(order.getStringProperty("qmail_recipients")).isEqualTo(at("orders"));
            byte[] octets = new byte[(int) order.getBodyLength()];
            order.readBytes(octets);
            assertThat(new String(octets, StandardCharsets.UTF_8))
                    .contains("Subject: order 1\n")
                    .endsWith("\n\n3 pears\n");
            assertThat(orders.receive(1_000)).isNull();
        }
    }

    @Test
    void outcomesArePublished() throws JMSException {
        accounts.createMailbox(Container.HOST, "watched", null);
        try (MessageConsumer events = session.createConsumer(session.createTopic("qmail.events"))) {
            inject(injection("Subject: watched\n\n", at("watched")));
            Message accepted = event(events, "accepted");
            Message delivered = event(events, "delivered");
            assertThat(delivered.getLongProperty("qmail_id")).isEqualTo(accepted.getLongProperty("qmail_id"));
            assertThat(delivered.getStringProperty("qmail_recipient")).endsWith("watched@" + Container.HOST);
            assertThat(((TextMessage) delivered).getText()).isEqualTo("did 1+0+0");
        }
    }

    /** The observer throws, too. */
    @Test
    void beansOfTheApplicationObserveEvents() throws JMSException, IOException {
        accounts.createMailbox(Container.HOST, "observed", null);
        inject(injection("Subject: observed\n\n", at("observed")));
        maildirs.await("observed");
        Maildirs.until(() -> !MailEventLog.of(at("observed")).isEmpty());
        assertThat(MailEventLog.of(at("observed"))).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(MailEvent.Kind.DELIVERED);
            assertThat(event.attempts()).isEqualTo(1);
            assertThat(event.text()).isEqualTo("did 1+0+0");
        });
        assertThat(maildirs.of("observed")).hasSize(1);
    }

    private static Message event(MessageConsumer events, String kind) throws JMSException {
        Message event = events.receive(PATIENCE);
        while (event != null && !event.getStringProperty("qmail_event").equals(kind)) {
            event = events.receive(PATIENCE);
        }
        assertThat(event).as("event %s", kind).isNotNull();
        return event;
    }

    @Test
    void aConnectionSendsWhenItsTransactionCommits() throws Exception {
        accounts.createMailbox(Container.HOST, "first", null);
        accounts.createMailbox(Container.HOST, "second", null);
        accounts.createMailbox(Container.HOST, "never", null);
        transaction.begin();
        send("rolled back", at("never"));
        transaction.rollback();

        transaction.begin();
        send("one", at("first"));
        send("two", at("second"));
        assertThat(maildirs.of("first")).isEmpty();
        transaction.commit();
        assertThat(maildirs.await("first")).endsWith("\n\none\n");
        assertThat(maildirs.await("second")).endsWith("\n\ntwo\n");

        send("outside of any transaction", at("never"));
        assertThat(maildirs.await("never")).endsWith("\n\noutside of any transaction\n");
        assertThatThrownBy(() -> send("to nobody", null))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("no recipients");
    }

    private void send(String text, String recipient) throws ResourceException, IOException {
        try (MailConnection mail = connections.getConnection()) {
            List<String> recipients = recipient == null ? List.of() : List.of(recipient);
            assertThat(mail.send(at("application"), recipients, text(text))).matches("[0-9]+");
        }
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(("Subject: sent\n\n" + text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private String sendUnder(String key, String text, String name) throws ResourceException, IOException {
        try (MailConnection mail = connections.getConnection()) {
            return mail.send(at("application"), List.of(at(name)), text(text), key);
        }
    }

    /** Nobody gets a second mail before a mail that was sent later has come. */
    @Test
    void aMailWithAKeyGoesOutOnceWithItsTransaction() throws Exception {
        for (String name : List.of("keyed", "plain", "other", "later")) {
            accounts.createMailbox(Container.HOST, name, null);
        }
        transaction.begin();
        sendUnder("it/1", "rolled back", "keyed");
        transaction.rollback();

        transaction.begin();
        String id = sendUnder("it/1", "one", "keyed");
        sendUnder(null, "two", "plain");
        sendUnder("it/2", "three", "other");
        assertThat(sendUnder("it/1", "one", "keyed")).as("twice in one unit").isEqualTo(id);
        transaction.commit();
        assertThat(maildirs.await("keyed"))
                .contains("\nMessage-ID: <" + id + ".qmail@")
                .endsWith("\n\none\n");
        assertThat(maildirs.await("plain")).endsWith("\n\ntwo\n");
        assertThat(maildirs.await("other")).endsWith("\n\nthree\n");

        transaction.begin();
        assertThat(sendUnder("it/1", "one", "keyed")).isEqualTo(id);
        sendUnder("it/3", "four", "plain");
        transaction.commit();
        assertThat(sendUnder("it/1", "one", "keyed"))
                .as("outside of a transaction")
                .isEqualTo(id);
        sendUnder("it/4", "five", "later");
        assertThat(maildirs.await("later")).endsWith("\n\nfive\n");
        Maildirs.until(() -> maildirs.of("plain").size() == 2);
        assertThat(maildirs.of("plain"))
                .as("the unit with the repetition is stored")
                .hasSize(2);
        assertThat(maildirs.of("keyed")).hasSize(1);
        assertThat(maildirs.of("other")).hasSize(1);
    }

    @Test
    void anotherMailUnderAKeyIsRefusedAndTheTransactionGoesOn() throws Exception {
        accounts.createMailbox(Container.HOST, "once", null);
        sendUnder("it/once/1", "first", "once");
        assertThat(maildirs.await("once")).endsWith("\n\nfirst\n");

        transaction.begin();
        assertThatThrownBy(() -> sendUnder("it/once/1", "second", "once"))
                .isInstanceOf(KeyUsedException.class)
                .hasMessageContaining("'it/once/1'");
        sendUnder("it/once/2", "third", "once");
        transaction.commit();
        Maildirs.until(() -> maildirs.of("once").size() == 2);
        assertThat(maildirs.of("once")).hasSize(2).noneMatch(mail -> mail.endsWith("\n\nsecond\n"));
    }

    @Test
    void aKeyIsTheSameWhicheverWayAMailGoes() throws Exception {
        accounts.createMailbox(Container.HOST, "ways", null);
        TextMessage first = injection("Subject: by JMS\n\nfirst\n", at("ways"));
        first.setStringProperty("qmail_key", "it/ways/1");
        inject(first);
        assertThat(maildirs.await("ways")).endsWith("\n\nfirst\n");
        sendUnder("it/ways/1", "again", "ways");
        sendUnder("it/ways/2", "last", "ways");
        Maildirs.until(() -> maildirs.of("ways").size() > 1);
        assertThat(maildirs.of("ways")).hasSize(2).noneMatch(mail -> mail.endsWith("\n\nagain\n"));
    }

    @Test
    void invalidMessagesAreKeptWithTheReason() throws JMSException {
        inject(session.createTextMessage("Subject: to nobody\n\nlost?\n"));
        try (MessageConsumer dead = session.createConsumer(session.createQueue("qmail.dead"))) {
            TextMessage kept = (TextMessage) dead.receive(PATIENCE);
            assertThat(kept).isNotNull();
            assertThat(kept.getStringProperty("qmail_reason"))
                    .startsWith("no recipients: ")
                    .contains("qmail_recipients");
            assertThat(kept.getText()).isEqualTo("Subject: to nobody\n\nlost?\n");
        }
    }

    /** Its next attempt is a day away, so that the scheduler leaves it alone. */
    @Test
    void aDeferredJobIsClaimedByOneTicketOnly() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant tomorrow = now.plus(Duration.ofDays(1));
        byte[] text = "Subject: waits\n\n".getBytes(StandardCharsets.UTF_8);
        Envelope envelope = new Envelope("a@b.example", List.of("x@far.example", "y@far.example"));
        Job job =
                new Job(QueueId.next(), 1, 1, Channel.REMOTE, "far.example", envelope, Body.of(text), text.length, now);
        store.handOver(
                job,
                List.of(
                        ReportText.read("x@far.example", Outcome.SUCCESS, "ok"),
                        ReportText.read("y@far.example", Outcome.DEFERRAL, "later")),
                tomorrow,
                1);
        assertThat(store.has(job.id(), 1)).isTrue();

        assertThat(tickets(job, now)).isEmpty();
        List<Ticket> tickets = tickets(job, tomorrow);
        assertThat(tickets).hasSize(1);
        assertThat(tickets(job, tomorrow)).as("while the ticket is under way").isEmpty();

        Optional<DeferredStore.Claim> claim = store.claim(tickets.get(0), now, body -> {});
        assertThat(store.claim(tickets.get(0), now, body -> {}))
                .as("the same ticket again")
                .isEmpty();
        assertThat(claim).hasValueSatisfying(claimed -> {
            assertThat(claimed.attempt()).isEqualTo(2);
            assertThat(claimed.pending().envelope().recipients()).containsExactly("y@far.example");
            assertThat(claimed.settled()).extracting(DeliveryReport::recipient).containsExactly("x@far.example");
        });
        assertThat(claim.get().body().open()).hasBinaryContent(text);
        claim.get().body().discard();

        store.record(claim.get().pending(), List.of(ReportText.read("y@far.example", Outcome.SUCCESS, "ok")), tomorrow);
        store.delete(job);
        assertThat(store.has(job.id(), 1)).isFalse();
    }

    private List<Ticket> tickets(Job job, Instant when) {
        return store.due(when, 100).stream()
                .map(DueJob::ticket)
                .filter(ticket -> ticket.id().equals(job.id()))
                .toList();
    }
}
