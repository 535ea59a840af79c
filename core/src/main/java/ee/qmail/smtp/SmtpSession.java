package ee.qmail.smtp;

import ee.qmail.inbound.InboundMessage;
import ee.qmail.inbound.Peer;
import ee.qmail.inbound.ProtocolSession;
import ee.qmail.inbound.RecipientVerdict;
import ee.qmail.inbound.SmtpPolicy;
import ee.qmail.mail.Envelope;
import ee.qmail.mail.SpooledBody;
import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.QueueId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

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
 * <tr><td>ACCEPTING</td><td>nothing</td><td>{@link #accepted}, {@link #deferred}, {@link #refused}, {@link #delivered}</td></tr>
 * <tr><td>CLOSED</td><td>nothing</td><td>-</td></tr>
 * </table>
 *
 * <p>{@link SmtpCommands} are the commands and the order among them, {@link SmtpData} is the message that DATA brings.
 *
 * <p>Calls for one session must not overlap, but may come from one thread after the other, with a happens-before
 * between them. An answer may be given inside the question.
 */
public final class SmtpSession implements ProtocolSession {
    /** Erroneous commands a client may send. */
    static final int MAX_ERRORS = 20;

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
         * Gives a message away. To be answered by {@link SmtpSession#accepted}, {@link SmtpSession#deferred} or {@link
         * SmtpSession#refused}, inside this call or later, even when the client has gone.
         */
        void accept(InboundMessage message);

        /**
         * Gives a message away whose one recipient was accepted alone. To be answered by {@link SmtpSession#delivered} or
         * {@link SmtpSession#deferred}, like {@link #accept}.
         */
        void deliver(InboundMessage message);

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
    private final SmtpCommands commands;
    private final SmtpData data;
    private final CommandReader reader = new CommandReader();
    private State state = State.NEW;
    private int errors;
    private int refusedRecipients;
    private boolean stopping;

    public SmtpSession(Peer peer, SmtpPolicy policy, Clock clock, Shell shell) {
        this.peer = peer;
        this.policy = policy;
        this.clock = clock;
        this.shell = shell;
        this.commands = new SmtpCommands(this, policy);
        this.data = new SmtpData(shell);
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
            perform(verb, argument);
        }
    }

    private void perform(SmtpVerb verb, String argument) {
        try {
            verb.perform(commands, argument);
        } catch (RefusedException e) {
            error(e.reply());
        }
    }

    /** For {@link SmtpCommands}: RCPT has named somebody. */
    void check(String sender, String recipient) {
        state = State.CHECKING;
        shell.checkRecipient(sender, recipient);
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
                commands.addRecipient();
                write(SmtpReply.RECIPIENT_OK);
            }
            case ACCEPTED_ALONE -> write(commands.addRecipientAlone() ? SmtpReply.RECIPIENT_OK : SmtpReply.ALONE);
            case NOT_IN_RCPTHOSTS -> refuseRecipient(SmtpReply.NOT_IN_RCPTHOSTS);
            case NO_SUCH_MAILBOX -> refuseRecipient(SmtpReply.NO_SUCH_MAILBOX);
            case MAILBOX_FULL -> refuseRecipient(SmtpReply.MAILBOX_FULL);
            case BLOCKED -> refuseRecipient(SmtpReply.of(policy.blocked()));
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

    /** For {@link SmtpCommands}: there are recipients, now the message. */
    void startData(String helo, String protocol) {
        QueueId id = QueueId.next();
        ReceivedLine received = new ReceivedLine(peer, helo, policy.localHost(), protocol, id, clock.instant());
        data.begin(id, policy.databytes(), received.text());
        state = State.DATA;
        write(SmtpReply.GO_AHEAD);
    }

    /**
     * Octets sent before the 354 are part of the message: RFC 2920 lets them come, since DATA ends a pipelined group and
     * a message begins right behind it.
     */
    private void receive(ByteBuffer octets) {
        try {
            if (data.receive(octets)) {
                complete();
            }
        } catch (RefusedException e) {
            close(e.reply());
        }
    }

    private void complete() {
        boolean alone = commands.isAlone();
        Envelope envelope = commands.endTransaction();
        SmtpReply refusal = data.refusal();
        if (refusal != null) {
            state = State.COMMAND;
            finish(refusal);
        } else {
            state = State.ACCEPTING;
            InboundMessage message = data.message(envelope, clock.instant());
            if (alone) {
                shell.deliver(message);
            } else {
                shell.accept(message);
            }
        }
    }

    /** Answers {@link Shell#accept}: the message is stored. */
    public void accepted() {
        if (isWanted()) {
            settle(SmtpReply.accepted(clock.instant(), data.id()));
        }
    }

    /** Answers {@link Shell#accept}: the message is not stored, the client shall try again. */
    public void deferred() {
        if (isWanted()) {
            settle(SmtpReply.DEFERRED);
        }
    }

    /** Answers {@link Shell#accept}: the message can never be stored. */
    public void refused() {
        if (isWanted()) {
            settle(SmtpReply.NEVER_STORED);
        }
    }

    /** Answers {@link Shell#deliver}. */
    public void delivered(DeliveryReport report) {
        switch (report.outcome()) {
            case SUCCESS -> accepted();
            case DEFERRAL -> deferred();
            case FAILURE -> {
                if (isWanted()) {
                    settle(SmtpReply.rejected(report));
                }
            }
        }
    }

    private boolean isWanted() {
        if (state == State.CLOSED) {
            data.discard();
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
        write(reply);
        data.discard();
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
            data.discard();
        }
    }

    private void error(SmtpReply reply) {
        if (++errors > MAX_ERRORS) {
            close(SmtpReply.TOO_MANY_ERRORS);
        } else {
            write(reply);
        }
    }

    void close(SmtpReply last) {
        if (state != State.CLOSED) {
            write(last);
            close();
        }
    }

    private void close() {
        state = State.CLOSED;
        data.discard();
        shell.disconnect();
    }

    void write(SmtpReply reply) {
        shell.write(reply.octets());
    }

    private void expect(State wanted) {
        if (state != wanted) {
            throw new IllegalStateException("answer in state " + state + ": only allowed in " + wanted);
        }
    }
}
