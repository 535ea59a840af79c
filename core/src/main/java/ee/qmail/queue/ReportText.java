package ee.qmail.queue;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the report on a recipient says to programs. */
public final class ReportText {
    private static final String REMOTE = "Remote host said: ";
    private static final String CODE = "([245]\\.[0-9]{1,3}\\.[0-9]{1,3})";
    private static final Pattern QMAIL_STATUS = Pattern.compile("\\(#" + CODE + "\\)");
    private static final Pattern REPLY_LINE = Pattern.compile("[2-5][0-9]{2}(?:[ -](?:" + CODE + "\\b)?.*)?");

    private ReportText() {}

    /** The enhanced status code (RFC 3463) such as 5.1.1; the other server's before our own. */
    public static Optional<String> status(String text) {
        Optional<String> remote = remoteReply(text).flatMap(ReportText::statusOfReply);
        return remote.isPresent()
                ? remote
                : Optional.of(QMAIL_STATUS.matcher(text)).filter(Matcher::find).map(matcher -> matcher.group(1));
    }

    private static Optional<String> statusOfReply(String reply) {
        return Optional.of(REPLY_LINE.matcher(reply.split("\n", 2)[0]))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }

    /** The SMTP reply of the other server, its lines with their codes and separated by LF. */
    public static Optional<String> remoteReply(String text) {
        int begin = text.indexOf(REMOTE);
        if (begin < 0) {
            return Optional.empty();
        }
        StringBuilder reply = new StringBuilder();
        for (String line : text.substring(begin + REMOTE.length()).split("\n")) {
            if (!REPLY_LINE.matcher(line).matches()) {
                break;
            }
            reply.append(reply.length() == 0 ? "" : "\n").append(line);
        }
        return reply.length() == 0 ? Optional.empty() : Optional.of(reply.toString());
    }
}
