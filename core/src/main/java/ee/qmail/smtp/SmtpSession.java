package ee.qmail.smtp;

import ee.qmail.inbound.InboundMessage;
import ee.qmail.inbound.Peer;
import ee.qmail.inbound.ProtocolSession;
import ee.qmail.inbound.RecipientVerdict;
import ee.qmail.inbound.SmtpPolicy;
import ee.qmail.mail.SpooledBody;
import ee.qmail.queue.QueueId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/**
 * qmail-smtpd: the server side of one SMTP connection. Octets and answers come in, replies and questions go out through
 * the {@link Shell}. What it may do depends on where it is:
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>takes</th><th>left by</th></tr>
 * <tr><td>NEW</td><td>nothing</td><td>{@link #open}</td></tr>
 * <tr><td>COMMAND</td><td>command lines</td><td>RCPT, DATA, QUIT</td></tr>
 * <tr><td>CHECKING</td><td>nothing</td><td>{@link #recipientChecked}</td></tr>
 * <tr><td>DATA</td><td>the message</td><td>its final dot</td></tr>
 * <tr><td>ACCEPTING</td><td>nothing</td><td>{@link #accepted}, {@link #deferred}</td></tr>
 * <tr><td>CLOSED</td><td>nothing</td><td>-</td></tr>
 * </table>
 *
 * <p>MAIL, RCPT and DATA come in this order. HELO is not needed (SMTP-3). HELO, EHLO, RSET and the end of DATA, good or
 * bad, end the transaction (SMTP-10).
 *
 * <p>Calls for one session must not overlap, but may come from one thread after the other, with a happens-before
 * between them. An answer may be given inside the question.
 */
public final class SmtpSession implements ProtocolSession {
    /** Erroneous commands a client may send. */
    static final int MAX_ERRORS = 20;

    /** Octets of a HELO argument that the Received line shows: the longest domain. */
    static final int MAX_HELO = 255;

    /** What the session needs of the connection that it is the session of. */
    public interface Shell {
        /** Sends octets, which are not to be changed, after all earlier ones; may wait until the call that caused it returns. */
        void write(byte[] octets);

        /** Where the next message goes. The session discards it. */
        SpooledBody newBody();

        /**
         * Asks for a verdict. To be answered by {@link SmtpSession#recipientChecked}, inside this call or later.
         *
         * @param recipient with {@link SmtpPolicy#relaySuffix()} appended if the client may relay
         */
        void checkRecipient(String sender, String recipient);

        /**
         * Gives a message away. To be answered by {@link SmtpSession#accepted} or {@link SmtpSession#deferred},
         * inside this call or later, even when the client has gone.
         */
        void accept(InboundMessage message);

        /** Closes the connection when everything written has been sent. */
        void disconnect();

        /** Told when a body could not be written or discarded, for the log; the client has been told already. */
        default void spoolTrouble(IOException cause) {
            System.getLogger(SmtpSession.class.getName())
                    .log(System.Logger.Level.WARNING, "trouble with a spooled message body", cause);
        }
    }

    private enum State {
        NEW,
        COMMAND,
        CHECKING,
        DATA,
        ACCEPTING,
        CLOSED
    }

    private final Peer peer;
    private final SmtpPolicy policy;
    private final Clock clock;
    private final Shell shell;
    private final CommandReader reader = new CommandReader();
    private State state = State.NEW;
    private String helo;
    private boolean extended;
    private SmtpTransaction transaction;
    private String candidate;
    private DataReceiver message;
    private int errors;
    private int refusedRecipients;
    private boolean stopping;

    public SmtpSession(Peer peer, SmtpPolicy policy, Clock clock, Shell shell) {
        this.peer = peer;
        this.policy = policy;
        this.clock = clock;
        this.shell = shell;
    }

    /** Greets the client, or tells it why not and disconnects. */
    @Override
    public void open() {
        if (state != State.NEW) {
            return;
        }
        if (policy.refusal() != null) {
            shell.write((policy.refusal() + "\r\n").getBytes(StandardCharsets.UTF_8));
            close();
        } else {
            state = State.COMMAND;
            write(SmtpReply.greeting(policy.greeting()));
        }
    }

    /**
     * Takes what the client sent, as far as it can be worked on now. The rest stays in the buffer, to be offered again
     * after {@link #open} or the outstanding answer.
     */
    @Override
    public void input(ByteBuffer octets) {
        while (octets.hasRemaining() && (state == State.COMMAND || state == State.DATA)) {
            if (state == State.DATA) {
                receive(octets);
            } else {
                read(octets);
            }
        }
    }

    /** Whether an answer is outstanding: nothing is read until it comes. */
    @Override
    public boolean isWaiting() {
        return state == State.CHECKING || state == State.ACCEPTING;
    }

    /** Whether the connection is over for this session. */
    @Override
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    private void read(ByteBuffer octets) {
        switch (reader.read(octets)) {
            case PARTIAL -> {}
            case LINE -> command(reader.take());
            case TOO_LONG -> error(SmtpReply.LINE_TOO_LONG);
            case ENDLESS -> close(SmtpReply.LINE_TOO_LONG);
        }
    }

    private void command(String line) {
        int blank = line.indexOf(' ');
        SmtpVerb verb = SmtpVerb.of(blank < 0 ? line : line.substring(0, blank));
        String argument = blank < 0 ? "" : line.substring(blank).strip();
        if (verb == null) {
            error(SmtpReply.UNIMPLEMENTED);
        } else if (!verb.takes(argument)) {
            error(argument.isEmpty() ? SmtpReply.NO_ARGUMENT : SmtpReply.ARGUMENT);
        } else {
            verb.perform(this, argument);
        }
    }

    void helo(String name) {
        hello(name, false);
        write(SmtpReply.helo(policy.greeting()));
    }

    void ehlo(String name) {
        hello(name, true);
        write(SmtpReply.ehlo(policy.greeting(), policy.databytes()));
    }

    private void hello(String name, boolean esmtp) {
        helo = name.length() > MAX_HELO ? name.substring(0, MAX_HELO) : name;
        extended = esmtp;
        transaction = null;
    }

    void mail(String argument) {
        Optional<PathParser.Path> path = path(argument, "FROM:");
        if (transaction != null) {
            error(SmtpReply.NESTED_MAIL);
        } else if (!startsWith(argument, "FROM:")) {
            error(SmtpReply.MAIL_SYNTAX);
        } else if (path.isEmpty()) {
            error(SmtpReply.BAD_SENDER);
        } else {
            MailParameters.parse(path.get().parameters())
                    .ifPresentOrElse(parameters -> begin(path.get(), parameters), () -> error(SmtpReply.BAD_PARAMETER));
        }
    }

    private void begin(PathParser.Path sender, MailParameters parameters) {
        if (policy.databytes() > 0 && parameters.size() > policy.databytes()) {
            write(SmtpReply.TOO_LARGE);
        } else if (!sender.isAscii() && !parameters.smtpUtf8()) {
            error(SmtpReply.NEEDS_SMTPUTF8);
        } else {
            transaction = new SmtpTransaction(sender.address(), parameters.smtpUtf8());
            write(SmtpReply.SENDER_OK);
        }
    }

    void rcpt(String argument) {
        Optional<PathParser.Path> path = path(argument, "TO:");
        if (transaction == null) {
            error(SmtpReply.MAIL_FIRST);
        } else if (!startsWith(argument, "TO:")) {
            error(SmtpReply.RCPT_SYNTAX);
        } else if (path.isEmpty() || !isRecipient(path.get())) {
            error(SmtpReply.BAD_RECIPIENT);
        } else if (!path.get().parameters().isEmpty()) {
            error(SmtpReply.BAD_PARAMETER);
        } else if (!path.get().isAscii() && !transaction.smtpUtf8()) {
            error(SmtpReply.NEEDS_SMTPUTF8);
        } else {
            check(path.get().address());
        }
    }

    /** Without a domain only postmaster is allowed (RFC 5321 4.1.1.3); who may relay is trusted with more (SMTP-7). */
    private boolean isRecipient(PathParser.Path path) {
        return path.hasDomain()
                || path.address().equalsIgnoreCase("postmaster")
                || policy.mayRelay() && !path.address().isEmpty();
    }

    private void check(String recipient) {
        if (transaction.recipients() >= policy.maxRecipients()) {
            write(SmtpReply.TOO_MANY_RECIPIENTS);
            return;
        }
        candidate = policy.mayRelay() ? recipient + policy.relaySuffix() : recipient;
        state = State.CHECKING;
        shell.checkRecipient(transaction.sender(), candidate);
    }

    /** Answers {@link Shell#checkRecipient}; of no effect when the connection is over. */
    public void recipientChecked(RecipientVerdict verdict) {
        if (state == State.CLOSED) {
            return;
        }
        expect(State.CHECKING);
        state = State.COMMAND;
        switch (verdict) {
            case ACCEPTED -> {
                transaction.add(candidate);
                write(SmtpReply.RECIPIENT_OK);
            }
            case NOT_IN_RCPTHOSTS -> refuseRecipient(SmtpReply.NOT_IN_RCPTHOSTS);
            case NO_SUCH_MAILBOX -> refuseRecipient(SmtpReply.NO_SUCH_MAILBOX);
            case BAD_MAIL_FROM -> refuseRecipient(SmtpReply.BAD_MAIL_FROM);
            case TRY_LATER -> write(SmtpReply.TRY_LATER);
        }
    }

    /** Counted apart from errors: mail to a list has stale recipients, but who guesses for ever is cut off. */
    private void refuseRecipient(SmtpReply reply) {
        if (++refusedRecipients > policy.maxRecipients()) {
            close(SmtpReply.TOO_MANY_ERRORS);
        } else {
            write(reply);
        }
    }

    void data(String none) {
        if (transaction == null) {
            error(SmtpReply.MAIL_FIRST);
        } else if (transaction.recipients() == 0) {
            error(SmtpReply.RCPT_FIRST);
        } else {
            QueueId id = QueueId.next();
            message = new DataReceiver(id, shell.newBody(), policy.databytes());
            message.begin(new ReceivedLine(peer, helo, policy.localHost(), protocol(), id, clock.instant()).text());
            state = State.DATA;
            write(SmtpReply.GO_AHEAD);
        }
    }

    private String protocol() {
        if (transaction.smtpUtf8()) {
            return "UTF8SMTP";
        }
        return extended ? "ESMTP" : "SMTP";
    }

    /**
     * Octets sent before the 354 are part of the message: RFC 2920 lets them come, since DATA ends a pipelined group and
     * a message begins right behind it.
     */
    private void receive(ByteBuffer octets) {
        switch (message.receive(octets)) {
            case MORE -> {
                if (message.isHopeless()) {
                    close(message.refusal());
                }
            }
            case END -> complete();
            case BARE_LF -> close(SmtpReply.BARE_LF);
            case BARE_CR -> close(SmtpReply.BARE_CR);
            case NUL -> close(SmtpReply.NUL);
        }
    }

    private void complete() {
        SmtpReply refusal = message.refusal();
        if (refusal != null) {
            state = State.COMMAND;
            finish(refusal);
        } else {
            state = State.ACCEPTING;
            shell.accept(message.message(transaction.envelope(), clock.instant()));
        }
    }

    /** Answers {@link Shell#accept}: the message is stored. */
    public void accepted() {
        if (isWanted()) {
            settle(SmtpReply.accepted(clock.instant(), message.id()));
        }
    }

    /** Answers {@link Shell#accept}: the message is not stored, the client shall try again. */
    public void deferred() {
        if (isWanted()) {
            settle(SmtpReply.DEFERRED);
        }
    }

    private boolean isWanted() {
        if (state == State.CLOSED) {
            discard();
            return false;
        }
        expect(State.ACCEPTING);
        return true;
    }

    private void settle(SmtpReply reply) {
        state = State.COMMAND;
        finish(reply);
        if (stopping) {
            close(SmtpReply.SHUTTING_DOWN);
        }
    }

    private void finish(SmtpReply reply) {
        transaction = null;
        write(reply);
        discard();
    }

    private void discard() {
        if (message == null) {
            return;
        }
        DataReceiver done = message;
        message = null;
        if (done.cause() != null) {
            shell.spoolTrouble(done.cause());
        }
        try {
            done.body().discard();
        } catch (IOException e) {
            shell.spoolTrouble(e);
        }
    }

    void rset(String none) {
        transaction = null;
        write(SmtpReply.FLUSHED);
    }

    void noop(String ignored) {
        write(SmtpReply.OK);
    }

    void vrfy(String ignored) {
        write(SmtpReply.VRFY);
    }

    void help(String ignored) {
        write(SmtpReply.HELP);
    }

    void quit(String none) {
        close(SmtpReply.bye(policy.greeting()));
    }

    /** The client has been silent for {@link SmtpPolicy#timeout()}. Of no effect while it is us who let it wait. */
    @Override
    public void timedOut() {
        if (!isWaiting()) {
            close(SmtpReply.TIMEOUT);
        }
    }

    /** The server stops: disconnects now, or after the answer about a message that has been given away. */
    @Override
    public void shutDown() {
        stopping = true;
        if (state != State.ACCEPTING) {
            close(SmtpReply.SHUTTING_DOWN);
        }
    }

    /** The client is gone: what it sent of a message is discarded (SMTP-17), unless that has been given away. */
    @Override
    public void disconnected() {
        boolean given = state == State.ACCEPTING;
        state = State.CLOSED;
        if (!given) {
            discard();
        }
    }

    private void error(SmtpReply reply) {
        if (++errors > MAX_ERRORS) {
            close(SmtpReply.TOO_MANY_ERRORS);
        } else {
            write(reply);
        }
    }

    private void close(SmtpReply last) {
        if (state != State.CLOSED) {
            write(last);
            close();
        }
    }

    private void close() {
        state = State.CLOSED;
        discard();
        shell.disconnect();
    }

    private void write(SmtpReply reply) {
        shell.write(reply.octets());
    }

    private void expect(State wanted) {
        if (state != wanted) {
            throw new IllegalStateException("answer in state " + state + ": only allowed in " + wanted);
        }
    }

    private static Optional<PathParser.Path> path(String argument, String keyword) {
        return startsWith(argument, keyword)
                ? PathParser.parse(argument.substring(keyword.length()))
                : Optional.empty();
    }

    private static boolean startsWith(String argument, String keyword) {
        return argument.regionMatches(true, 0, keyword, 0, keyword.length());
    }
}
