package ee.qmail.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.accounts.Accounts;
import ee.qmail.caller.Caller;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.Qread;
import ee.qmail.home.QmailHome;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mail in and mail out as part of an application's transactions, which commit or do not. */
@Tag("container")
@ExtendWith(ArquillianExtension.class)
class TransactionsIT {
    private Caller.Scope scope;

    private static final long NOTHING_COMES = 1_000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    @Inject
    private Accounts accounts;

    @Inject
    private QmailHome home;

    @Inject
    private DeferredStore store;

    @Inject
    private Qread waiting;

    @Resource(lookup = "jms/qmail")
    private ConnectionFactory factory;

    @Resource(lookup = "mail/qmail")
    private jakarta.mail.Session mail;

    @Resource
    private UserTransaction transaction;

    private Maildirs maildirs;
    private String user;

    @Deployment
    static WebArchive application() throws IOException {
        return Container.prepare();
    }

    @BeforeEach
    void newMailbox() {
        scope = Caller.SYSTEM.begin(); // the request that runs a test has nobody as its caller
        maildirs = new Maildirs(home);
        user = "user" + COUNT.incrementAndGet();
        accounts.createMailbox(Container.HOST, user, null);
    }

    @AfterEach
    void leave() {
        scope.close();
    }

    private static String at(String name) {
        return name + "@" + Container.HOST;
    }

    private void inject(String sender, String recipient, String subject) throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            TextMessage message = session.createTextMessage("text\n");
            message.setStringProperty("qmail_sender", sender);
            message.setStringProperty("qmail_recipients", recipient);
            message.setStringProperty("qmail_subject", subject);
            session.createProducer(session.createQueue("qmail.inject")).send(message);
        }
    }

    /** Null if none comes in that time. */
    private String note(long millis) throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession();
                MessageConsumer notes = session.createConsumer(session.createQueue(ObedientBean.NOTES))) {
            connection.start();
            TextMessage note = (TextMessage) notes.receive(millis);
            return note == null ? null : note.getText();
        }
    }

    @Test
    void theWorkOfABeanIsKeptWhenItsTransactionCommits() throws Exception {
        inject(at(user), at("bean"), "commit");
        assertThat(note(Maildirs.PATIENCE.toMillis())).isEqualTo("commit");
        assertThat(maildirs.await(user)).contains("\nSubject: answer\n");
        assertThat(note(NOTHING_COMES)).isNull();
    }

    @Test
    void theWorkOfABeanIsUndoneWhenItRollsBack() throws Exception {
        notThereAtFirstAndOnceInTheEnd("roll back");
    }

    @Test
    void theWorkOfABeanIsUndoneWhenItFails() throws Exception {
        notThereAtFirstAndOnceInTheEnd("fail");
    }

    private void notThereAtFirstAndOnceInTheEnd(String subject) throws Exception {
        inject(at(user), at("bean"), subject);
        Maildirs.until(() -> store.count() == 1);
        assertThat(note(NOTHING_COMES))
                .as("note of a transaction that was rolled back")
                .isNull();
        assertThat(maildirs.of(user)).isEmpty();

        assertThat(waiting.retryAll(Instant.now())).isOne();

        assertThat(note(Maildirs.PATIENCE.toMillis())).isEqualTo(subject);
        assertThat(maildirs.await(user)).contains("\nSubject: answer\n");
        Maildirs.until(() -> store.count() == 0);
        assertThat(store.count()).isZero();
        assertThat(note(NOTHING_COMES)).isNull();
    }

    @Test
    void mailABeanRejectsIsBouncedAndItsOtherWorkIsUndone() throws Exception {
        inject(at(user), at("bean"), "reject");
        assertThat(maildirs.await(user)).contains("<" + at("bean") + ">:\nnot today (#5.7.1)\n", "Status: 5.7.1");
        assertThat(note(NOTHING_COMES)).isNull();
    }

    @Test
    void aMessageIsSentWithTheTransactionOrNotAtAll() throws Exception {
        transaction.begin();
        inject(at("application"), at(user), "rolled back");
        send("rolled back");
        transaction.rollback();
        transaction.begin();
        inject(at("application"), at(user), "committed");
        assertThat(maildirs.of(user)).isEmpty();
        transaction.commit();
        assertThat(maildirs.await(user)).contains("\nSubject: committed\n");
    }

    @Test
    void jakartaMailSendsWithTheTransactionOrNotAtAll() throws Exception {
        transaction.begin();
        send("rolled back");
        transaction.rollback();
        transaction.begin();
        send("committed");
        assertThat(maildirs.of(user)).isEmpty();
        transaction.commit();
        assertThat(maildirs.await(user)).contains("\nSubject: committed\n");
    }

    private void send(String subject) throws MessagingException {
        MimeMessage message = new MimeMessage(mail);
        message.setFrom(at("application"));
        message.setRecipients(Message.RecipientType.TO, at(user));
        message.setSubject(subject);
        message.setText("text");
        Transport.send(message);
    }
}
