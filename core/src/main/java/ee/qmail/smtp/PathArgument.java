package ee.qmail.smtp;

import ee.qmail.message.Envelope;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;

/** The argument of MAIL or RCPT, read and checked as far as the transaction does not matter. */
final class PathArgument {
    private PathArgument() {}

    static PathParser.Path sender(String argument) throws RefusedException {
        return path(argument, "FROM:", SmtpReply.MAIL_SYNTAX, SmtpReply.BAD_SENDER);
    }

    /**
     * Without a domain only postmaster is allowed (RFC 5321 4.1.1.3); who may relay is trusted with more (SMTP-7).
     */
    static PathParser.Path recipient(String argument, boolean mayRelay) throws RefusedException {
        PathParser.Path path = path(argument, "TO:", SmtpReply.RCPT_SYNTAX, SmtpReply.BAD_RECIPIENT);
        if (path.address().equals(Envelope.DOUBLE_BOUNCE_SENDER)) {
            throw new RefusedException(SmtpReply.BAD_RECIPIENT);
        }
        if (!path.hasDomain()
                && !path.address().equalsIgnoreCase("postmaster")
                && !(mayRelay && !path.address().isEmpty())) {
            throw new RefusedException(SmtpReply.BAD_RECIPIENT);
        }
        return path;
    }

    private static PathParser.Path path(String argument, String keyword, Reply syntax, Reply bad)
            throws RefusedException {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            throw new RefusedException(syntax);
        }
        return PathParser.parse(argument.substring(keyword.length())).orElseThrow(() -> new RefusedException(bad));
    }
}
