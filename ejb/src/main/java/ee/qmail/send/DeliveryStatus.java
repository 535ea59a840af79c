package ee.qmail.send;

import ee.qmail.mail.QuotedAddress;
import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.ReportText;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a bounce that is for programs: message/delivery-status (RFC 3464). ASCII only. */
final class DeliveryStatus {
    private static final Pattern SMTP_REPLY = Pattern.compile("Remote host said: ([245][0-9]{2}.*)", Pattern.DOTALL);
    private static final int MAX_DIAGNOSTIC = 900; // a line has at most 998 octets

    private DeliveryStatus() {}

    static String of(String host, List<DeliveryReport> reports) {
        StringBuilder status = new StringBuilder("Reporting-MTA: dns; " + ascii(host) + "\n");
        for (DeliveryReport report : reports) {
            status.append("\nFinal-Recipient: ")
                    .append(recipient(report.recipient()))
                    .append("\nAction: failed\nStatus: ")
                    .append(code(report.text()))
                    .append("\nDiagnostic-Code: ")
                    .append(diagnostic(report.text()))
                    .append('\n');
        }
        return status.toString();
    }

    private static String code(String text) {
        return ReportText.status(text).filter(code -> !code.startsWith("2")).orElse("5.0.0");
    }

    private static String diagnostic(String text) {
        Matcher smtp = SMTP_REPLY.matcher(text);
        String line = smtp.find() ? "smtp; " + smtp.group(1) : "X-Qmail; " + text;
        line = ascii(line.strip().replaceAll("\\s+", " "));
        return line.length() <= MAX_DIAGNOSTIC ? line : line.substring(0, MAX_DIAGNOSTIC);
    }

    /** As in a header (RFC 3464 2.1.2); letters beyond ASCII are written as {@code \x{1F4E7}} (RFC 6533 section 3). */
    private static String recipient(String address) {
        String safe = QuotedAddress.of(address);
        if (safe.chars().allMatch(c -> c < 128)) {
            return "rfc822; " + safe;
        }
        StringBuilder text = new StringBuilder("utf-8; ");
        safe.codePoints()
                .forEach(c -> text.append(c < 128 && c != '\\' ? Character.toString(c) : String.format("\\x{%X}", c)));
        return text.toString();
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
