package ee.qmail.test.server;

import ee.qmail.api.InboundMail;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The server of a test: mail goes in, and what has become of it is seen. Addresses are compared in lower case; one without
 * a domain is in that of the server. Whatever is waited for and does not come is an {@link AssertionError} that has the
 * end of the server's output and log. For one thread at a time, unless a method says otherwise.
 */
public final class RunningServer {
    /** Of all mailboxes, of the administrator {@code admin}, and of the broker's user {@code qmail}. */
    public static final String PASSWORD = "qmail-test-password";

    /** The time that mail is given to arrive, unless the test gives another. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerHome server;
    private final FarServer far = FarServer.accepting();
    private final Thread hook = new Thread(this::close, "end qmail");

    private RunningServer(ServerHome server) {
        this.server = server;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @param name of the test, for the directory */
    static RunningServer start(ServerSettings settings, String name) {
        RunningServer running = new RunningServer(ServerHome.create(settings, name));
        try {
            running.server.start();
            running.server.prepare(running.far);
            return running;
        } catch (RuntimeException | Error e) {
            running.end();
            throw e;
        }
    }

    /** Ends the server, and its home is gone. */
    void end() {
        Runtime.getRuntime().removeShutdownHook(hook);
        close();
    }

    private void close() {
        server.end();
        far.close();
    }

    /** @return the domain that the server delivers for */
    public String domain() {
        return server.domain();
    }

    /** @return the directory that has all of the server's files, and goes with it */
    public Path home() {
        return server.home();
    }

    /** @return the port of loopback for SMTP, from which clients may relay */
    public int smtpPort() {
        return server.smtpPort();
    }

    /** @return the port of loopback for POP3 */
    public int pop3Port() {
        return server.pop3Port();
    }

    /** @return the address of console, REST API and applications, without a slash at its end */
    public String url() {
        return "http://127.0.0.1:" + server.httpPort();
    }

    /** @return the port of loopback of the broker */
    public int jmsPort() {
        return server.jmsPort();
    }

    /**
     * The broker, for messages to {@code qmail.inject} and to and from queues of the application.
     *
     * @return connections of a user that may use all queues; safe for use by several threads, valid until the server ends
     */
    public ConnectionFactory jms() {
        return server.jms();
    }

    /** @return the REST API; safe for use by several threads */
    public Admin admin() {
        return server.admin();
    }

    /** @return the server of all other domains, which takes what it is sent unless the test tells it to refuse */
    public FarServer far() {
        return far;
    }

    /** @return a new connection, for a dialogue of the test; closed by the test */
    public SmtpClient smtp() {
        return new SmtpClient("127.0.0.1", smtpPort());
    }

    /**
     * Sends a mail by SMTP, which must be accepted.
     *
     * @param mail with sender and recipient of its envelope, from {@code InboundMails}
     * @return the reply, such as {@code 250 2.0.0 ok ...}
     */
    public String send(InboundMail mail) {
        return accepted(trySend(mail));
    }

    /**
     * Sends a mail by SMTP, which must be accepted.
     *
     * @param sender of the envelope; empty for a bounce
     * @param recipient of the envelope
     * @param message whole text with LF or CRLF line ends
     * @return the reply, such as {@code 250 2.0.0 ok ...}
     */
    public String send(String sender, String recipient, String message) {
        return accepted(trySend(sender, address(recipient), message.getBytes(StandardCharsets.UTF_8)));
    }

    private static String accepted(String reply) {
        if (!reply.startsWith("250")) {
            throw new AssertionError("the mail was not accepted: " + reply);
        }
        return reply;
    }

    /**
     * Sends a mail by SMTP, which may be refused: for beans that answer at the commit.
     *
     * @param mail with sender and recipient of its envelope
     * @return the first reply that is no success, else the last one
     */
    public String trySend(InboundMail mail) {
        try (InputStream in = mail.open()) {
            return trySend(mail.sender(), mail.recipient(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String trySend(String sender, String recipient, byte[] message) {
        try (SmtpClient client = smtp().ehlo()) {
            return client.trySend(sender, recipient, message);
        }
    }

    /**
     * Looks for mail.
     *
     * @param address of a mailbox of this server, or of any recipient elsewhere
     * @return those that are there now: in a mailbox, or taken by the far server
     */
    public List<StoredMail> mails(String address) {
        String full = address(address);
        List<StoredMail> mails = new ArrayList<>(server.mailbox(full).files().stream()
                .map(file -> new StoredMail(full, Mailbox.octets(file)))
                .toList());
        far.received.stream()
                .filter(mail -> mail.recipients().stream().anyMatch(full::equalsIgnoreCase))
                .forEach(mail -> mails.add(new StoredMail(full, mail.octets())));
        return mails;
    }

    private String address(String name) {
        return (name.contains("@") ? name : name + "@" + domain()).toLowerCase(Locale.ROOT);
    }

    /**
     * Waits for a mail.
     *
     * @param address as in {@link #mails}
     * @return one that is there, within {@link #PATIENCE}
     */
    public StoredMail awaitMail(String address) {
        return awaitMail(address, mail -> true);
    }

    /**
     * Waits for a mail.
     *
     * @param address as in {@link #mails}
     * @param wanted tells whether it is this one
     * @return one that is wanted, within {@link #PATIENCE}
     */
    public StoredMail awaitMail(String address, Predicate<StoredMail> wanted) {
        return awaitMail(address, wanted, PATIENCE);
    }

    /**
     * Waits for a mail.
     *
     * @param address as in {@link #mails}
     * @param wanted tells whether it is this one
     * @param patience for how long
     * @return one that is wanted
     */
    public StoredMail awaitMail(String address, Predicate<StoredMail> wanted, Duration patience) {
        return await("a mail for " + address, () -> mails(address), wanted, patience);
    }

    /**
     * What has happened to mail since the server was started or {@link #purge} was called.
     *
     * @return events of {@code qmail.events} in their order
     */
    public List<MailEvent> events() {
        return server.events().all();
    }

    /**
     * Waits for an event.
     *
     * @param wanted tells whether it is this one
     * @return the first that is wanted, within {@link #PATIENCE}
     */
    public MailEvent awaitEvent(Predicate<MailEvent> wanted) {
        return await("an event", this::events, wanted, PATIENCE);
    }

    private <T> T await(String what, Supplier<List<T>> source, Predicate<T> wanted, Duration patience) {
        Function<List<T>, Optional<T>> find = all -> all.stream().filter(wanted).findFirst();
        Await.until(
                what,
                patience,
                () -> find.apply(source.get()).isPresent(),
                () -> "but " + source.get() + server.lastWords());
        return find.apply(source.get()).orElseThrow();
    }

    /**
     * Makes all as it was: services are up, the far server takes all mail, what waits is given up, and mail and events are
     * gone. Accounts, control files and rows of applications stay.
     */
    public void purge() {
        far.answer(FarServer.ACCEPT);
        server.empty();
        far.received.clear();
    }

    /** Stops the server as an administrator does. */
    public void stop() {
        server.stop();
    }

    /** Kills the server as a crash does. */
    public void kill() {
        server.kill();
    }

    /** Starts the server that was stopped or killed, with all that it has, and waits until it is ready. */
    public void start() {
        server.start();
    }
}
