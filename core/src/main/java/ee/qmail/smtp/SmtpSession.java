package ee.qmail.smtp;

import ee.qmail.contract.Client;
import ee.qmail.contract.Identity;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.Refusal;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.SpooledBody;
import ee.qmail.sasl.LoginCommandSession;
import ee.qmail.sasl.LoginSession;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import ee.qmail.sasl.SaslWire;
import ee.qmail.wire.CommandSession;
import ee.qmail.wire.LineReader;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;

/**
 * qmail-smtpd: the server side of one SMTP connection (RFC 5321). {@link SmtpState} has its states, {@link SmtpVerb} its
 * command table, {@link SmtpCommands} a method for each command, and {@link SmtpData} the message that DATA or BDAT brings.
 */
public final class SmtpSession extends LoginCommandSession<SmtpState, SmtpVerb> {
    /** Erroneous commands a client may send. */
    static final int MAX_ERRORS = 20;
    /** Octets of a command line with CRLF; RFC 5321 4.5.3.1.4 asks for 512 and room for parameters. */
    static final int MAX_LINE = 2048;

    /** Octets after which nobody will send a line end any more. */
    static final int ENDLESS = 100 * 1024;

    /** Commands that a client may give where it has to log in first (ABUSE-4). */
    static final int MAX_BEFORE_LOGIN = 20;

    /** Commands that bring no mail, in a row; Postfix takes as many. */
    static final int MAX_IDLE = 100;

    /** For a log-in where there has to be one; the handshake of TLS has its own time. */
    static final Duration LOGIN_TIME = Duration.ofSeconds(30);

    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    /** Log-ins that a client may get wrong (AUTH-5). */
    private static final int MAX_WRONG_LOGINS = 3;

    /** The connection of the session, and the questions of SMTP. */
    public interface Shell extends LoginSession.Shell {
        /** A body for the next message. The session discards it. */
        SpooledBody newBody();

        /** Calls back after some time, if the connection is there still. */
        default void later(Duration pause, Runnable call) {
            throw new UnsupportedOperationException("there is no clock");
        }

        /**
         * Asks for a verdict. To be answered by {@link SmtpSession#recipientChecked}, inside this call or later.
         *
         * @param recipient with {@link SmtpPolicy#relaySuffix()} appended if the client may relay
         * @param size octets that the client declares, 0 if it does not
         */
        void checkRecipient(String sender, String recipient, long size);

        /** Asks for the rights of a client that has logged in. To be answered by {@link SmtpSession#authenticated}. */
        default void loggedIn(Identity identity) {
            throw new UnsupportedOperationException("nobody logs in");
        }

        /**
         * Gives a message away. To be answered by {@link SmtpSession#accepted}, {@link SmtpSession#deferred} or {@link
         * SmtpSession#refused}, inside this call or later, even when the client has gone.
         */
        void accept(InboundMessage message);

        /**
         * The same for a message that nobody may get: it has Delivered-To lines, or all recipients are {@link
         * RecipientVerdict#ACCEPTED_WITHIN_QUOTA}. May also be answered by {@link SmtpSession#rejected}.
         */
        default void acceptIfWanted(InboundMessage message) {
            accept(message);
        }

        /**
         * Gives a message away whose one recipient was accepted alone. To be answered by {@link SmtpSession#delivered} or
         * {@link SmtpSession#deferred}, like {@link #accept}.
         */
        void deliver(InboundMessage message);

        /** Is told of mail that the session does not take. */
        default void refused(Refusal refusal) {
            // nobody asks
        }
    }

    private final Clock clock;
    private final Shell shell;
    private final SmtpCommands commands;
    private final SmtpData data;
    private final RefusalReport refusals;
    private int wrongLogins;
    private int errors;
    private int refusedRecipients;
    private int beforeLogin;
    private int idle;
    /** Null, or the reply that ends the connection when the message is answered that has been given away. */
    private Reply end;

    /** @param offer what the client can log in with */
    public SmtpSession(Client client, SmtpPolicy policy, SaslOffer offer, Clock clock, Shell shell) {
        super(
                SmtpState.NEW,
                SmtpState.CLOSED,
                SmtpState.RESPONSE,
                SmtpState.AUTHENTICATING,
                SmtpVerb.ALL,
                lines(),
                shell);
        this.clock = clock;
        this.shell = shell;
        this.data = new SmtpData(shell);
        this.commands = new SmtpCommands(client, policy, offer, clock, data, login(), shell);
        this.refusals = new RefusalReport(commands, shell);
    }

    private static LineReader lines() {
        return new LineReader(MAX_LINE, ENDLESS, "AUTH ", SaslWire.MAX_LINE);
    }

    /** Greets the client, or tells it why not and disconnects. */
    @Override
    public void open() {
        if (state() != SmtpState.NEW) {
            return;
        }
        SmtpPolicy policy = commands.policy();
        if (policy.refusal() != null) {
            close(Reply.of(policy.refusal()));
        } else if (policy.patience().greetdelay().isZero()) {
            greet();
        } else {
            go(SmtpState.SILENCE);
            shell.later(policy.patience().greetdelay(), this::greet);
        }
    }

    private void greet() {
        if (isClosed()) {
            return;
        }
        go(SmtpState.IDLE);
        write(SmtpReply.greeting(commands.policy().greeting()));
        if (commands.isLoginDue()) {
            shell.later(LOGIN_TIME, this::requireLogin);
        }
    }

    /** The time for a log-in is over, but for one that is being looked at. */
    private void requireLogin() {
        if (isClosed() || !commands.isLoginDue()) {
            return;
        }
        if (isWaiting()) {
            shell.later(A_MOMENT, this::requireLogin);
        } else {
            close(SmtpReply.NO_LOGIN_IN_TIME);
        }
    }

    @Override
    protected void count() throws RefusedException {
        if (commands.isLoginDue() && ++beforeLogin > MAX_BEFORE_LOGIN) {
            throw new RefusedException(SmtpReply.TOO_MANY_BEFORE_LOGIN, RefusedException.Weight.LAST);
        }
    }

    @Override
    protected Reply perform(SmtpVerb verb, String argument) throws RefusedException {
        if (verb == null) {
            throw RefusedException.unknownVerb(SmtpReply.UNIMPLEMENTED, argument);
        }
        String given = argument.strip();
        verb.requireArgument(given);
        requireOrder(verb);
        if (verb.isIdle() && ++idle > MAX_IDLE) {
            throw new RefusedException(SmtpReply.TOO_MANY_IDLE, RefusedException.Weight.LAST);
        }
        Reply reply = perform(given, verb);
        if (verb == SmtpVerb.STARTTLS) {
            requireNothingBehind(SmtpReply.BEHIND_STARTTLS);
        }
        return reply;
    }

    private Reply perform(String given, SmtpVerb verb) throws RefusedException {
        try {
            return verb.perform(commands, given);
        } catch (RefusedException e) {
            refusals.command(verb, e.reply());
            throw e;
        }
    }

    @Override
    protected void ask(SmtpState entered) {
        switch (entered) {
            case CHECKING -> shell.checkRecipient(commands.sender(), commands.candidate(), commands.declaredSize());
            case ACCEPTING -> give();
            case AUTHENTICATING -> authenticate();
            case SECURING -> {
                write(SmtpReply.READY_FOR_TLS);
                shell.startTls();
            }
            default -> throw new IllegalStateException("no question in state " + entered);
        }
    }

    /** Answers {@link CommandSession.Shell#startTls}: the client says hello once more, and is a stranger until then (TLS-4). */
    public void secured(Client encrypted, SmtpPolicy decided, SaslOffer offer) {
        if (expectAnswer(SmtpState.SECURING)) {
            errors = 0;
            commands.secured(encrypted, decided, offer);
            go(SmtpState.IDLE);
        }
    }

    // ---- log-in (RFC 4954)

    @Override
    protected Reply challenge(String octets) {
        return SmtpReply.challenge(octets);
    }

    @Override
    protected void identified(Identity identity) {
        shell.loggedIn(identity);
    }

    @Override
    protected void failed(SaslStep.Failure failure) {
        Reply reply = SmtpReply.of(failure);
        if (failure.reason() != SaslStep.Reason.UNAVAILABLE && ++wrongLogins >= MAX_WRONG_LOGINS) {
            write(reply);
            close(SmtpReply.TOO_MANY_ERRORS);
        } else {
            go(SmtpState.IDLE);
            write(reply);
        }
    }

    /** Answers {@link Shell#loggedIn}. */
    public void authenticated(Client known, SmtpPolicy decided) {
        if (expectAnswer(SmtpState.AUTHENTICATING)) {
            commands.changed(known, decided);
            go(SmtpState.IDLE);
            write(SmtpReply.AUTHENTICATED);
        }
    }

    // ---- messages

    private void give() {
        boolean alone = commands.isAlone();
        boolean doubtful = commands.isWithinQuotas() || data.isDeliveredBefore();
        InboundMessage message = data.message(commands.endTransaction(), clock.instant());
        refusals.giving(message.envelope(), message.id());
        if (alone) {
            shell.deliver(message);
        } else if (doubtful) {
            shell.acceptIfWanted(message);
        } else {
            shell.accept(message);
        }
    }

    /** Answers {@link Shell#checkRecipient}; of no effect when the connection is over. */
    public void recipientChecked(RecipientVerdict verdict) {
        if (!expectAnswer(SmtpState.CHECKING)) {
            return;
        }
        switch (verdict) {
            case ACCEPTED, ACCEPTED_WITHIN_QUOTA, ACCEPTED_ALONE, TRY_LATER, TOO_MANY_SENT -> answerRecipient(verdict);
            default -> refuseRecipient(verdict);
        }
    }

    private void answerRecipient(RecipientVerdict verdict) {
        Reply reply = answer(verdict);
        if (reply != SmtpReply.RECIPIENT_OK) {
            refusals.recipient(reply);
        }
        go(commands.hasRecipients() ? SmtpState.RECIPIENTS : SmtpState.SENDER);
        write(reply);
    }

    private Reply answer(RecipientVerdict verdict) {
        return switch (verdict) {
            case ACCEPTED -> commands.addRecipient();
            case ACCEPTED_WITHIN_QUOTA -> commands.addRecipientWithinQuota();
            case ACCEPTED_ALONE -> commands.addRecipientAlone();
            case NOT_IN_RCPTHOSTS -> SmtpReply.NOT_IN_RCPTHOSTS;
            case NO_SUCH_MAILBOX -> SmtpReply.NO_SUCH_MAILBOX;
            case MAILBOX_FULL -> SmtpReply.MAILBOX_FULL;
            case NOT_YOUR_SENDER -> SmtpReply.NOT_YOUR_SENDER;
            case TOO_MANY_SENT -> SmtpReply.TOO_MANY_SENT;
            case BLOCKED -> SmtpReply.of(commands.policy().blocked());
            case BAD_MAIL_FROM -> SmtpReply.BAD_MAIL_FROM;
            case TRY_LATER -> SmtpReply.TRY_LATER;
        };
    }

    /**
     * Counted apart from mistakes: mail to a list has stale recipients, but a client that guesses on is answered late, and one that
     * guesses for ever is cut off.
     */
    private void refuseRecipient(RecipientVerdict verdict) {
        SmtpPolicy policy = commands.policy();
        if (++refusedRecipients > policy.maxRecipients()) {
            breakOff(SmtpReply.TOO_MANY_ERRORS);
        } else if (policy.patience().isTarpit(refusedRecipients)) {
            shell.later(policy.patience().tarpitdelay(), () -> {
                if (expectAnswer(SmtpState.CHECKING)) {
                    answerRecipient(verdict);
                }
            });
        } else {
            answerRecipient(verdict);
        }
    }

    /**
     * Octets sent before the 354 are part of the message: RFC 2920 lets them come, since DATA ends a pipelined group and
     * a message begins right behind it.
     */
    @Override
    protected void read(ByteBuffer octets) throws RefusedException {
        if (state() == SmtpState.SILENCE) {
            throw new RefusedException(SmtpReply.EARLY_TALK, RefusedException.Weight.LAST);
        } else if (state() == SmtpState.RESPONSE) {
            respond(octets);
        } else {
            readMessage(octets);
        }
    }

    private void readMessage(ByteBuffer octets) throws RefusedException {
        try {
            if (state() == SmtpState.CHUNK) {
                if (data.receiveChunk(octets)) {
                    endChunk();
                }
            } else if (data.receive(octets)) {
                complete();
            }
        } catch (RefusedException e) {
            tellRefused(e.reply());
            throw e;
        }
    }

    /** Chunks without a transaction are no mail. */
    private void tellRefused(Reply reply) {
        if (commands.hasTransaction() && data.isBegun()) {
            refusals.message(commands.envelope(), data.id(), reply);
        }
    }

    /** A chunk of no octets is complete when it begins. */
    @Override
    protected void begun(SmtpState entered) throws RefusedException {
        if (entered == SmtpState.CHUNK && data.isChunkComplete()) {
            endChunk();
        }
    }

    /** After a refusal further chunks may have been sent already: they are read, and refused (RFC 3030 2). */
    private void endChunk() throws RefusedException {
        if (data.isChunkIdle() && ++idle > MAX_IDLE) {
            throw new RefusedException(SmtpReply.TOO_MANY_IDLE, RefusedException.Weight.LAST);
        }
        Reply refusal = data.chunkRefusal();
        Reply received = data.chunkReply();
        if (refusal != null) {
            tellRefused(refusal);
            commands.abandon();
            finish(refusal);
        } else if (received != null) {
            go(SmtpState.CHUNKS);
            write(received);
        } else {
            data.endChunks();
            complete();
        }
    }

    private void complete() {
        Reply refusal = data.refusal();
        if (refusal != null) {
            refusals.message(commands.endTransaction(), data.id(), refusal);
            finish(refusal);
        } else {
            idle = 0;
            go(SmtpState.ACCEPTING);
        }
    }

    /** Answers {@link Shell#accept}: the message is stored. */
    public void accepted() {
        if (isMessageWanted()) {
            countMessage();
            settle(SmtpReply.accepted(clock.instant(), data.id()));
        }
    }

    /** Answers {@link Shell#accept}: the message is not stored, the client shall try again. */
    public void deferred() {
        settleIfWanted(SmtpReply.DEFERRED);
    }

    /** Answers {@link Shell#accept}: the message can never be stored. */
    public void refused() {
        settleIfWanted(SmtpReply.NEVER_STORED);
    }

    /**
     * Answers {@link Shell#accept} and {@link Shell#deliver}: the message of a user cannot be completed, or is not the user's own. Answers
     * {@link Shell#acceptIfWanted} too: nobody would get it.
     *
     * @param line code, enhanced code and text, with what would be right
     */
    public void rejected(String line) {
        settleIfWanted(SmtpReply.unwanted(line));
    }

    /** Answers {@link Shell#deliver}. */
    public void delivered(DeliveryReport report) {
        switch (report.outcome()) {
            case SUCCESS -> accepted();
            case DEFERRAL -> settleIfWanted(SmtpReply.deferred(report));
            case FAILURE -> settleIfWanted(SmtpReply.rejected(report));
        }
    }

    private void settleIfWanted(Reply reply) {
        if (isMessageWanted()) {
            refusals.message(reply);
            settle(reply);
        }
    }

    private boolean isMessageWanted() {
        boolean wanted = expectAnswer(SmtpState.ACCEPTING);
        if (!wanted) {
            data.discard();
        }
        return wanted;
    }

    private void settle(Reply reply) {
        finish(reply);
        if (end != null) {
            close(end);
        }
    }

    private void finish(Reply reply) {
        go(SmtpState.IDLE);
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
        end(SmtpReply.SHUTTING_DOWN);
    }

    /** The same with other words. */
    @Override
    public void dismiss() {
        end(SmtpReply.DISMISSED);
    }

    private void end(Reply reply) {
        end = reply;
        switch (state()) {
            case ACCEPTING -> {}
            case DATA, CHUNK -> breakOff(reply);
            case SECURING -> close(); // words in clear would be taken for a part of the handshake
            default -> close(reply);
        }
    }

    @Override
    protected Reply lineTooLong() {
        return SmtpReply.LINE_TOO_LONG;
    }

    @Override
    protected Reply notInClear() {
        return SmtpReply.NOT_IN_CLEAR;
    }

    @Override
    protected void mistake(Reply reply) {
        if (++errors > MAX_ERRORS) {
            breakOff(SmtpReply.TOO_MANY_ERRORS);
        } else {
            write(reply);
        }
    }

    /** Discards a message that is not complete (SMTP-17); one that has been given away is left alone. */
    @Override
    protected void ended(SmtpState last) {
        if (last != SmtpState.ACCEPTING) {
            data.discard();
        }
    }
}
