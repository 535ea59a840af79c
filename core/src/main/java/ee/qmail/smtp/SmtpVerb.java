package ee.qmail.smtp;

import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import ee.qmail.wire.Verbs;

/** The command table of qmail-smtpd: verb, argument, what it does. Every other verb is answered 502 (SMTP-2). */
enum SmtpVerb {
    HELO(Argument.REQUIRED, SmtpCommands::helo),
    EHLO(Argument.REQUIRED, SmtpCommands::ehlo),
    MAIL(Argument.REQUIRED, SmtpCommands::mail),
    RCPT(Argument.REQUIRED, SmtpCommands::rcpt),
    DATA(Argument.NONE, SmtpCommands::data),
    BDAT(Argument.OPTIONAL, SmtpCommands::bdat),
    RSET(Argument.NONE, SmtpCommands::rset),
    NOOP(Argument.OPTIONAL, SmtpCommands::noop),
    VRFY(Argument.REQUIRED, SmtpCommands::vrfy),
    HELP(Argument.OPTIONAL, SmtpCommands::help),
    STARTTLS(Argument.NONE, SmtpCommands::starttls),
    AUTH(Argument.REQUIRED, SmtpCommands::auth),
    QUIT(Argument.NONE, SmtpCommands::quit);

    private enum Argument {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    @FunctionalInterface
    private interface Action {
        Reply perform(SmtpCommands commands, String argument) throws RefusedException;
    }

    static final Verbs<SmtpVerb> ALL = new Verbs<>(values());

    private final Argument argument;
    private final Action action;

    SmtpVerb(Argument argument, Action action) {
        this.argument = argument;
        this.action = action;
    }

    /** Tells whether it leads to no mail by itself. */
    boolean isIdle() {
        return switch (this) {
            case HELO, EHLO, RSET, NOOP, VRFY, HELP -> true;
            case MAIL, RCPT, DATA, BDAT, STARTTLS, AUTH, QUIT -> false;
        };
    }

    void requireArgument(String given) throws RefusedException {
        if (argument == Argument.REQUIRED && given.isEmpty()) {
            throw new RefusedException(SmtpReply.NO_ARGUMENT);
        }
        if (argument == Argument.NONE && !given.isEmpty()) {
            throw new RefusedException(SmtpReply.ARGUMENT);
        }
    }

    /** The reply; null if it comes later. */
    Reply perform(SmtpCommands commands, String given) throws RefusedException {
        return action.perform(commands, given);
    }
}
