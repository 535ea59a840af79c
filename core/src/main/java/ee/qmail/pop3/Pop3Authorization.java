package ee.qmail.pop3;

import ee.qmail.contract.Client;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.sasl.SaslDialogue;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.security.SecureRandom;

/** The commands of the AUTHORIZATION state (RFC 1939 section 4), one method each: what qmail-popup does. */
final class Pop3Authorization {
    private static final int MAX_TRIES = 3;
    private static final int MAX_COMMANDS = 50;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Pop3Session.Shell shell;
    private final String timestamp;
    private final SaslDialogue login;
    private Client client;
    private SaslOffer offer;
    private Pop3Policy policy;
    private String user;
    private Runnable check;
    private int tries;
    private int commands;

    /** @param now milliseconds since 1970, for the APOP time stamp */
    Pop3Authorization(
            Client client, Pop3Policy policy, SaslOffer offer, long now, SaslDialogue login, Pop3Session.Shell shell) {
        this.offer = offer;
        this.login = login;
        this.client = client;
        this.policy = policy;
        this.shell = shell;
        this.timestamp = policy.apop()
                ? "<" + Long.toUnsignedString(RANDOM.nextLong()) + "." + now + "@" + policy.hostname() + ">"
                : null;
    }

    Pop3Policy policy() {
        return policy;
    }

    /** TLS has begun: nothing that came in clear counts (RFC 2595 4). */
    void secured(Client encrypted, Pop3Policy decided, SaslOffer offered) {
        offer = offered;
        client = encrypted;
        policy = decided;
        user = null;
    }

    /** @param before the log-in */
    Reply capabilities(boolean before) {
        return Pop3Reply.capabilities(offer, before && canStartTls());
    }

    private boolean canStartTls() {
        return !client.isEncrypted() && shell.canStartTls();
    }

    /** The reply is written where TLS begins. */
    Reply stls(String none) throws RefusedException {
        if (client.isEncrypted()) {
            throw new RefusedException(Pop3Reply.TLS_ALREADY);
        }
        if (!none.isBlank()) {
            throw new RefusedException(Pop3Reply.syntax(Pop3Verb.STLS));
        }
        if (!canStartTls()) {
            throw new RefusedException(Pop3Reply.NO_TLS_NOW);
        }
        if (!shell.admitTls()) {
            throw new RefusedException(Pop3Reply.TOO_MANY_HANDSHAKES, RefusedException.Weight.LAST);
        }
        return null;
    }

    /** A password, or a proof of one, is not taken in clear from everywhere. */
    private void requireLogin() throws RefusedException {
        if (offer.mechanisms().isEmpty()) {
            throw new RefusedException(Pop3Reply.TLS_FIRST);
        }
    }

    /** The steps of the exchange bring the replies. */
    Reply auth(String argument) throws RefusedException {
        requireLogin();
        String given = argument.strip();
        if (!given.isEmpty() && !login.begin(offer, given)) {
            throw new RefusedException(Pop3Reply.UNKNOWN_MECHANISM);
        }
        return given.isEmpty() ? Pop3Reply.mechanisms(offer) : null;
    }

    /** With angle brackets; null where APOP is not offered. */
    String timestamp() {
        return timestamp;
    }

    void countCommand() throws RefusedException {
        if (++commands > MAX_COMMANDS) {
            throw new RefusedException(Pop3Reply.TOO_MANY_COMMANDS, RefusedException.Weight.LAST);
        }
    }

    /** Counts a wrong password; false if it was the last try. */
    boolean countTry() {
        return ++tries < MAX_TRIES;
    }

    Reply user(String argument) throws RefusedException {
        requireLogin();
        String name = argument.trim();
        if (name.isEmpty()) {
            throw new RefusedException(Pop3Reply.syntax(Pop3Verb.USER));
        }
        user = Pop3Text.decode(name);
        return Pop3Reply.OK;
    }

    /** The password is the whole rest of the line, blanks included. {@link #check} brings the reply. */
    Reply pass(String argument) throws RefusedException {
        if (user == null) {
            throw new RefusedException(Pop3Reply.USER_FIRST);
        }
        if (argument.isEmpty()) {
            throw new RefusedException(Pop3Reply.syntax(Pop3Verb.PASS));
        }
        String name = user;
        user = null;
        check = () -> shell.ask(new SaslStep.CheckPassword(name, Pop3Text.decode(argument)));
        return null;
    }

    /** {@link #check} brings the reply. */
    Reply apop(String argument) throws RefusedException {
        requireLogin();
        String given = argument.trim();
        int space = given.lastIndexOf(' ');
        String digest = given.substring(space + 1);
        if (space < 1 || !digest.matches("[0-9A-Fa-f]{32}")) {
            throw new RefusedException(Pop3Reply.syntax(Pop3Verb.APOP));
        }
        String name = Pop3Text.decode(given.substring(0, space).trim());
        user = null;
        check = () -> shell.checkApop(name, timestamp, digest);
        return null;
    }

    /** Asks the shell about what PASS or APOP has brought, and keeps nothing of it. */
    void check() {
        Runnable question = check;
        check = null;
        question.run();
    }
}
