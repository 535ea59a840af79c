package ee.qmail.smtp;

import static ee.qmail.wire.SessionState.all;

import ee.qmail.contract.Activity;
import ee.qmail.wire.Reply;
import ee.qmail.wire.SessionState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The states of an {@link SmtpSession} and its rules (RFC 5321 4.1.4): MAIL, RCPT and DATA come in this order. HELO is not
 * needed (SMTP-3). BDAT is refused only when its octets have been read (RFC 3030 2). HELO, EHLO, RSET and the end of DATA, good or bad, end the transaction (SMTP-10). STARTTLS and AUTH stand
 * outside of it (TLS-5, AUTH-3). {@code docs/states.md}
 * shows them as a table.
 */
enum SmtpState implements SessionState<SmtpState, SmtpVerb> {
    /** Not greeted. */
    NEW(Takes.NOTHING),
    /** The greeting is not said yet, and the client has to wait for it (ABUSE-5). */
    SILENCE(Takes.TEXT),
    /** There is no transaction. */
    IDLE(Takes.COMMANDS, all(SmtpReply.MAIL_FIRST, EnumSet.of(SmtpVerb.RCPT, SmtpVerb.DATA))),
    /** MAIL has named the sender. */
    SENDER(
            Takes.COMMANDS,
            Map.of(
                    SmtpVerb.MAIL, SmtpReply.NESTED_MAIL,
                    SmtpVerb.DATA, SmtpReply.RCPT_FIRST,
                    SmtpVerb.STARTTLS, SmtpReply.IN_TRANSACTION,
                    SmtpVerb.AUTH, SmtpReply.IN_TRANSACTION)),
    /** There are recipients. */
    RECIPIENTS(
            Takes.COMMANDS,
            Map.of(
                    SmtpVerb.MAIL, SmtpReply.NESTED_MAIL,
                    SmtpVerb.STARTTLS, SmtpReply.IN_TRANSACTION,
                    SmtpVerb.AUTH, SmtpReply.IN_TRANSACTION)),
    /** The shell has been asked about a recipient. */
    CHECKING(Takes.AN_ANSWER),
    /** The message comes, up to its final dot. */
    DATA(Takes.TEXT),
    /** A chunk of the message comes, or one that is not wanted. */
    CHUNK(Takes.TEXT),
    /** There are chunks, and more will follow. */
    CHUNKS(
            Takes.COMMANDS,
            Map.of(
                    SmtpVerb.MAIL, SmtpReply.NESTED_MAIL,
                    SmtpVerb.RCPT, SmtpReply.MESSAGE_BEGUN,
                    SmtpVerb.DATA, SmtpReply.MESSAGE_BEGUN,
                    SmtpVerb.STARTTLS, SmtpReply.IN_TRANSACTION,
                    SmtpVerb.AUTH, SmtpReply.IN_TRANSACTION)),
    /** The message has been given to the shell. */
    ACCEPTING(Takes.AN_ANSWER),
    /** TLS begins. */
    SECURING(Takes.AN_ANSWER),
    /** The client's next response to a challenge comes (RFC 4954 4). */
    RESPONSE(Takes.TEXT),
    /** The shell has been asked about a log-in. */
    AUTHENTICATING(Takes.AN_ANSWER),
    /** The connection is over. */
    CLOSED(Takes.NOTHING_MORE);

    private static final Map<SmtpState, Set<SmtpState>> LEADS_TO = Map.of(
            NEW, EnumSet.of(SILENCE, IDLE),
            SILENCE, EnumSet.of(IDLE),
            CHECKING, EnumSet.of(SENDER, RECIPIENTS),
            DATA, EnumSet.of(ACCEPTING, IDLE),
            CHUNK, EnumSet.of(CHUNKS, ACCEPTING, IDLE),
            ACCEPTING, EnumSet.of(IDLE),
            SECURING, EnumSet.of(IDLE),
            RESPONSE, EnumSet.of(AUTHENTICATING),
            AUTHENTICATING, EnumSet.of(RESPONSE, IDLE));

    private final Takes takes;
    private final Map<SmtpVerb, Reply> refuses;

    SmtpState(Takes takes) {
        this(takes, Map.of());
    }

    SmtpState(Takes takes, Map<SmtpVerb, Reply> refuses) {
        this.takes = takes;
        this.refuses = refuses.isEmpty() ? Map.of() : new EnumMap<>(refuses);
    }

    @Override
    public Takes takes() {
        return takes;
    }

    @Override
    public Activity activity() {
        return switch (this) {
            case NEW, SILENCE -> Activity.ENTERING;
            case IDLE -> Activity.COMMAND;
            case SENDER, RECIPIENTS, CHUNKS -> Activity.ENVELOPE;
            case CHECKING -> Activity.RECIPIENT;
            case DATA, CHUNK -> Activity.TEXT;
            case ACCEPTING -> Activity.STORING;
            case SECURING -> Activity.HANDSHAKE;
            case RESPONSE, AUTHENTICATING -> Activity.LOGIN;
            case CLOSED -> Activity.ENDING;
        };
    }

    @Override
    public Map<SmtpVerb, Reply> refuses() {
        return refuses;
    }

    @Override
    public SmtpState after(SmtpVerb verb) {
        return switch (verb) {
            case HELO, EHLO, RSET -> IDLE;
            case MAIL -> SENDER;
            case RCPT -> CHECKING;
            case DATA -> DATA;
            case BDAT -> CHUNK;
            case STARTTLS -> SECURING;
            case AUTH -> AUTHENTICATING;
            case QUIT -> CLOSED;
            case NOOP, VRFY, HELP -> this;
        };
    }

    @Override
    public Set<SmtpState> leadsTo() {
        return LEADS_TO.getOrDefault(this, Set.of());
    }
}
