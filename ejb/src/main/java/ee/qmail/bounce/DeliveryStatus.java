package ee.qmail.bounce;

import ee.qmail.address.QuotedAddress;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.text.Characters;
import ee.qmail.text.Xtext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The part of a notification that is for programs: message/delivery-status (RFC 3464). ASCII only.
 *
 * @param original envelope of the message it is about
 * @param until when the server gives up
 */
record DeliveryStatus(ReportKind kind, Envelope original, Instant until) {
    private static final int MAX_DIAGNOSTIC = 900; // a line has at most 998 octets

    private static final Pattern DOMAIN = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

    /**
     * The text.
     *
     * @param reports on recipients as they stand in the job
     * @param shown the same on recipients as the sender knows them
     */
    String of(String host, List<DeliveryReport> reports, List<DeliveryReport> shown) {
        StringBuilder status = new StringBuilder();
        original.attributes()
                .get(Attribute.ENVID)
                .filter(Xtext::isXtext)
                .ifPresent(envid -> field(status, "Original-Envelope-Id", ascii(Xtext.decode(envid))));
        field(status, "Reporting-MTA", "dns; " + ascii(host));
        receivedFrom(original.attributes()).ifPresent(client -> field(status, "Received-From-MTA", "dns; " + client));
        for (int i = 0; i < reports.size(); i++) {
            status.append('\n');
            String orcpt = original.notifyOf(reports.get(i).recipient()).orcpt();
            if (orcpt != null) {
                field(status, "Original-Recipient", originalRecipient(orcpt));
            }
            recipient(status, shown.get(i));
        }
        return status.toString();
    }

    private void recipient(StringBuilder status, DeliveryReport report) {
        field(status, "Final-Recipient", recipient(report.recipient()));
        field(status, "Action", kind.action(report));
        field(status, "Status", kind.status(report));
        if (report.host() != null) {
            field(status, "Remote-MTA", "dns; " + literal(report.host()));
        }
        if (kind != ReportKind.SUCCEEDED || report.reply() != null) {
            field(status, "Diagnostic-Code", diagnostic(report));
        }
        if (report.time() != null) {
            field(status, "Last-Attempt-Date", BounceMessage.DATE.format(report.time()));
        }
        if (kind == ReportKind.DELAYED) {
            field(status, "Will-Retry-Until", BounceMessage.DATE.format(until));
        }
    }

    private static void field(StringBuilder status, String name, String value) {
        status.append(name).append(": ").append(value).append('\n');
    }

    /** The type, and the address as it was before it was made xtext (RFC 3461 4.2). */
    private static String originalRecipient(String orcpt) {
        int end = orcpt.indexOf(';');
        return ascii(orcpt.substring(0, end) + "; " + Xtext.decode(orcpt.substring(end + 1)));
    }

    /** As the client named itself (RFC 3464 2.2.4), unless it did so with an address or a name that is none. */
    private static Optional<String> receivedFrom(Attributes attributes) {
        return attributes
                .get(Attribute.HELO)
                .filter(helo -> DOMAIN.matcher(helo).matches())
                .or(() -> attributes.get(Attribute.CLIENT).map(DeliveryStatus::literal));
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
