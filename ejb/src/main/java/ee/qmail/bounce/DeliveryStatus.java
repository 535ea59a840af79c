package ee.qmail.bounce;

import ee.qmail.address.QuotedAddress;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.text.Characters;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The part of a bounce that is for programs: message/delivery-status (RFC 3464). ASCII only. */
final class DeliveryStatus {
    private static final int MAX_DIAGNOSTIC = 900; // a line has at most 998 octets

    private static final Pattern DOMAIN = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

    private DeliveryStatus() {}

    /** @param original envelope of the message that failed */
    static String of(String host, Envelope original, List<DeliveryReport> reports) {
        StringBuilder status = new StringBuilder("Reporting-MTA: dns; " + ascii(host) + "\n");
        receivedFrom(original.attributes())
                .ifPresent(client ->
                        status.append("Received-From-MTA: dns; ").append(client).append('\n'));
        for (DeliveryReport report : reports) {
            status.append("\nFinal-Recipient: ").append(recipient(report.recipient()));
            status.append("\nAction: failed\nStatus: ").append(code(report));
            if (report.host() != null) {
                status.append("\nRemote-MTA: dns; ").append(literal(report.host()));
            }
            status.append("\nDiagnostic-Code: ").append(diagnostic(report));
            if (report.time() != null) {
                status.append("\nLast-Attempt-Date: ").append(BounceMessage.DATE.format(report.time()));
            }
            status.append('\n');
        }
        return status.toString();
    }

    /** As the client named itself (RFC 3464 2.2.4), unless it did so with an address or a name that is none. */
    private static Optional<String> receivedFrom(Attributes attributes) {
        return attributes
                .get(Attribute.HELO)
                .filter(helo -> DOMAIN.matcher(helo).matches())
                .or(() -> attributes.get(Attribute.CLIENT).map(DeliveryStatus::literal));
    }

    private static String code(DeliveryReport report) {
        EnhancedStatus status = report.status();
        return status == null || status.outcome() == Outcome.SUCCESS ? "5.0.0" : status.toString();
    }

    /** An address in place of a name (RFC 3464 2.3.5) stands in brackets (RFC 5321 4.1.3). */
    private static String literal(String ip) {
        return ascii(ip.indexOf(':') < 0 ? "[" + ip + "]" : "[IPv6:" + ip + "]");
    }

    private static String diagnostic(DeliveryReport report) {
        String line = report.reply() == null ? "X-Qmail; " + report.text() : "smtp; " + report.reply();
        line = ascii(line.strip().replaceAll("\\s+", " "));
        return line.length() <= MAX_DIAGNOSTIC ? line : line.substring(0, MAX_DIAGNOSTIC);
    }

    /** As in a header (RFC 3464 2.1.2); letters beyond ASCII are written as {@code \x{1F4E7}} (RFC 6533 section 3). */
    private static String recipient(String address) {
        String safe = QuotedAddress.of(address);
        if (Characters.areAscii(safe)) {
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
