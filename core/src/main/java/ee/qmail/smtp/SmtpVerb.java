package ee.qmail.smtp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The command table of qmail-smtpd: verb, argument, what it does. Every other verb is answered 502 (SMTP-2). */
enum SmtpVerb {
    HELO(Argument.REQUIRED, SmtpSession::helo),
    EHLO(Argument.REQUIRED, SmtpSession::ehlo),
    MAIL(Argument.REQUIRED, SmtpSession::mail),
    RCPT(Argument.REQUIRED, SmtpSession::rcpt),
    DATA(Argument.NONE, SmtpSession::data),
    RSET(Argument.NONE, SmtpSession::rset),
    NOOP(Argument.OPTIONAL, SmtpSession::noop),
    VRFY(Argument.REQUIRED, SmtpSession::vrfy),
    HELP(Argument.OPTIONAL, SmtpSession::help),
    QUIT(Argument.NONE, SmtpSession::quit);

    private enum Argument {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    private static final Map<String, SmtpVerb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    private final Argument argument;
    private final BiConsumer<SmtpSession, String> action;

    SmtpVerb(Argument argument, BiConsumer<SmtpSession, String> action) {
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

    void perform(SmtpSession session, String given) {
        action.accept(session, given);
    }
}
