package ee.qmail.smtp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The command table of qmail-smtpd: verb, argument, what it does. Every other verb is answered 502 (SMTP-2). */
enum SmtpVerb {
    HELO(Argument.REQUIRED, SmtpCommands::helo),
    EHLO(Argument.REQUIRED, SmtpCommands::ehlo),
    MAIL(Argument.REQUIRED, SmtpCommands::mail),
    RCPT(Argument.REQUIRED, SmtpCommands::rcpt),
    DATA(Argument.NONE, SmtpCommands::data),
    RSET(Argument.NONE, SmtpCommands::rset),
    NOOP(Argument.OPTIONAL, SmtpCommands::noop),
    VRFY(Argument.REQUIRED, SmtpCommands::vrfy),
    HELP(Argument.OPTIONAL, SmtpCommands::help),
    QUIT(Argument.NONE, SmtpCommands::quit);

    private enum Argument {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    @FunctionalInterface
    private interface Action {
        void perform(SmtpCommands commands, String argument) throws RefusedException;
    }

    private static final Map<String, SmtpVerb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    private final Argument argument;
    private final Action action;

    SmtpVerb(Argument argument, Action action) {
        this.argument = argument;
        this.action = action;
    }

    /** The verb of that name in any case, or null. */
    static SmtpVerb of(String name) {
        return BY_NAME.get(name.toUpperCase(Locale.ROOT));
    }

    boolean takes(String given) {
        return switch (argument) {
            case NONE -> given.isEmpty();
            case OPTIONAL -> true;
            case REQUIRED -> !given.isEmpty();
        };
    }

    void perform(SmtpCommands commands, String given) throws RefusedException {
        action.perform(commands, given);
    }
}
