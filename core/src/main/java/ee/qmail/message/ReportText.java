package ee.qmail.message;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads reports of version 0.1.0, which were texts: those in its database. */
public final class ReportText {
    private static final Pattern REPLY_LINE = Pattern.compile("[2-5][0-9]{2}(?:[ -].*)?");
    private static final Pattern DELIVERED = Pattern.compile("((?s).*\n|)(did [^\n]*(?:\nqp [^\n]*)?)");

    private ReportText() {}

    /** A report with the same text. */
    public static DeliveryReport read(String recipient, Outcome outcome, String text) {
        for (Ending ending : Ending.values()) {
            if (outcome == Outcome.FAILURE && text.endsWith("\n" + ending.line())) {
                int end = text.length() - ending.line().length() - 1;
                return read(recipient, Outcome.DEFERRAL, text.substring(0, end)).ended(ending);
            }
        }
        Matcher delivered = DELIVERED.matcher(text);
        return Optional.of(delivered)
                .filter(parts -> outcome == Outcome.SUCCESS && parts.matches())
                .flatMap(parts -> Did.parse(parts.group(2)))
                .map(did -> DeliveryReport.delivered(recipient, did, delivered.group(1)))
                .orElseGet(() -> whole(recipient, outcome, text));
    }

    private static DeliveryReport whole(String recipient, Outcome outcome, String text) {
        Optional<String> reply = reply(text);
        EnhancedStatus status = reply.flatMap(EnhancedStatus::leading)
                .or(() -> EnhancedStatus.marked(text))
                .orElse(null);
        return new DeliveryReport(
                recipient, outcome, Reason.EARLIER_VERSION, status, text, null, reply.orElse(null), null, null, null);
    }

    private static Optional<String> reply(String text) {
        int begin = text.indexOf(DeliveryReport.REMOTE_SAID);
        if (begin < 0) {
            return Optional.empty();
        }
        StringBuilder reply = new StringBuilder();
        for (String line :
                text.substring(begin + DeliveryReport.REMOTE_SAID.length()).split("\n")) {
            if (!REPLY_LINE.matcher(line).matches()) {
                break;
            }
            reply.append(reply.length() == 0 ? "" : "\n").append(line);
        }
        return reply.length() == 0 ? Optional.empty() : Optional.of(reply.toString());
    }
}
