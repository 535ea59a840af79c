package ee.qmail.pop3;

import static ee.qmail.wire.SessionState.all;

import ee.qmail.contract.Activity;
import ee.qmail.wire.Reply;
import ee.qmail.wire.SessionState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The states of a {@link Pop3Session} and its rules (RFC 1939 3). Only QUIT in TRANSACTION changes the Maildir: all messages
 * stay if the connection ends in any other way. {@code docs/states.md} shows them as a table.
 */
enum Pop3State implements SessionState<Pop3State, Pop3Verb> {
    /** Not greeted. */
    NEW(Takes.NOTHING),
    /** No password was right yet. */
    AUTHORIZATION(Takes.COMMANDS, all(Pop3Reply.AUTHORIZATION_FIRST, EnumSet.range(Pop3Verb.STAT, Pop3Verb.RSET))),
    /** The shell has been asked about a password. */
    CHECKING(Takes.AN_ANSWER),
    /** TLS begins. */
    SECURING(Takes.AN_ANSWER),
    /** The client's next response to a challenge comes (RFC 5034 4). */
    RESPONSE(Takes.TEXT),
    /** The shell has been asked about a log-in by AUTH. */
    AUTHENTICATING(Takes.AN_ANSWER),
    /** The shell has been asked for exclusive access. */
    LOCKING(Takes.AN_ANSWER),
    /** The list of messages is read. */
    LOADING(Takes.AN_ANSWER),
    /** The mailbox is open. */
    TRANSACTION(Takes.COMMANDS, all(Pop3Reply.ALREADY_AUTHORIZED, EnumSet.range(Pop3Verb.USER, Pop3Verb.AUTH))),
    /** The shell sends a message or a list. */
    SENDING(Takes.AN_ANSWER),
    /** Messages are deleted. */
    UPDATE(Takes.AN_ANSWER),
    /** The connection is over. */
    CLOSED(Takes.NOTHING_MORE);

    private static final Map<Pop3State, Set<Pop3State>> LEADS_TO = Map.of(
            NEW, EnumSet.of(AUTHORIZATION),
            CHECKING, EnumSet.of(LOCKING, AUTHORIZATION),
            SECURING, EnumSet.of(AUTHORIZATION),
            RESPONSE, EnumSet.of(AUTHENTICATING),
            AUTHENTICATING, EnumSet.of(RESPONSE, LOCKING, AUTHORIZATION),
            LOCKING, EnumSet.of(LOADING, AUTHORIZATION),
            LOADING, EnumSet.of(TRANSACTION),
            SENDING, EnumSet.of(TRANSACTION),
            UPDATE, EnumSet.of(CLOSED));

    private final Takes takes;
    private final Map<Pop3Verb, Reply> refuses;

    Pop3State(Takes takes) {
        this(takes, Map.of());
    }

    Pop3State(Takes takes, Map<Pop3Verb, Reply> refuses) {
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
            case NEW -> Activity.ENTERING;
            case AUTHORIZATION, TRANSACTION -> Activity.COMMAND;
            case SECURING -> Activity.HANDSHAKE;
            case CHECKING, RESPONSE, AUTHENTICATING -> Activity.LOGIN;
            case LOCKING, LOADING -> Activity.OPENING;
            case SENDING -> Activity.SENDING;
            case UPDATE -> Activity.DELETING;
            case CLOSED -> Activity.ENDING;
        };
    }

    @Override
    public Map<Pop3Verb, Reply> refuses() {
        return refuses;
    }

    @Override
    public Pop3State after(Pop3Verb verb) {
        return switch (verb) {
            case PASS, APOP -> CHECKING;
            case STLS -> SECURING;
            case AUTH -> AUTHENTICATING;
            case LIST, UIDL, RETR, TOP -> SENDING;
            case QUIT -> this == TRANSACTION ? UPDATE : CLOSED;
            case USER, STAT, DELE, RSET, CAPA, NOOP -> this;
        };
    }

    @Override
    public Set<Pop3State> leadsTo() {
        return LEADS_TO.getOrDefault(this, Set.of());
    }
}
