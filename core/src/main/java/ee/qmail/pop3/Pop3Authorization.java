package ee.qmail.pop3;

import ee.qmail.inbound.Pop3Policy;
import java.security.SecureRandom;

/** The commands of the AUTHORIZATION state (RFC 1939 section 4), one method each: what qmail-popup does. */
final class Pop3Authorization {
    private static final int MAX_TRIES = 3;
    private static final int MAX_COMMANDS = 50;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Pop3Session.Shell shell;
    private final Runnable awaitCheck;
    private final String timestamp;
    private String user;
    private int tries;
    private int commands;

    /**
     * @param now milliseconds since 1970, for the APOP time stamp
     * @param awaitCheck called before the shell is asked for a check
     */
    Pop3Authorization(Pop3Policy policy, long now, Pop3Session.Shell shell, Runnable awaitCheck) {
        this.shell = shell;
        this.awaitCheck = awaitCheck;
        this.timestamp = policy.apop()
                ? "<" + Long.toUnsignedString(RANDOM.nextLong()) + "." + now + "@" + policy.hostname() + ">"
                : null;
    }

    /** With angle brackets; null where APOP is not offered. */
    String timestamp() {
        return timestamp;
    }

    /** Counts a command; false if there have been too many. */
    boolean countCommand() {
        return ++commands <= MAX_COMMANDS;
    }

    /** Counts a wrong password; false if it was the last try. */
    boolean countTry() {
        return ++tries < MAX_TRIES;
    }

    void execute(Pop3Verb verb, String argument) {
        switch (verb) {
            case USER -> user(argument.trim());
            case PASS -> pass(argument);
            case APOP -> apop(argument.trim());
            default -> throw new IllegalArgumentException(verb + " does not belong to the AUTHORIZATION state");
        }
    }

    private void user(String argument) {
        if (argument.isEmpty()) {
            shell.write(Pop3Reply.syntax(Pop3Verb.USER));
        } else {
            user = Pop3Text.decode(argument);
            shell.write(Pop3Reply.OK.octets());
        }
    }

    /** The password is the whole rest of the line, blanks included. */
    private void pass(String argument) {
        if (user == null) {
            shell.write(Pop3Reply.USER_FIRST.octets());
        } else if (argument.isEmpty()) {
            shell.write(Pop3Reply.syntax(Pop3Verb.PASS));
        } else {
            String name = user;
            user = null;
            awaitCheck.run();
            shell.checkPassword(name, Pop3Text.decode(argument));
        }
    }

    private void apop(String argument) {
        int space = argument.lastIndexOf(' ');
        String digest = argument.substring(space + 1);
        if (space < 1 || !digest.matches("[0-9A-Fa-f]{32}")) {
            shell.write(Pop3Reply.syntax(Pop3Verb.APOP));
        } else {
            String name = Pop3Text.decode(argument.substring(0, space).trim());
            user = null;
            awaitCheck.run();
            shell.checkApop(name, timestamp, digest);
        }
    }
}
