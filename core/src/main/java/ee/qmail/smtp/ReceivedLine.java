package ee.qmail.smtp;

import ee.qmail.contract.Peer;
import ee.qmail.message.QueueId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The header line a message gets here (SMTP-11), with the keyword of RFC 3848 and the queue id.
 *
 * @param helo the name that the client gave itself, or null
 * @param protocol SMTP, ESMTP or UTF8SMTP
 */
record ReceivedLine(Peer peer, String helo, String localHost, String protocol, QueueId id, Instant date) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMM yyyy HH:mm:ss '-0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String UNKNOWN = "unknown";

    /** Two lines that end in LF. */
    String text() {
        return "Received: from " + UNKNOWN + heloIfTelling() + " (" + safe(peer.remoteIp()) + ")\n  by "
                + safe(localHost) + " with " + protocol + " id " + id + "; " + DATE.format(date) + "\n";
    }

    private String heloIfTelling() {
        return helo == null || helo.equalsIgnoreCase(UNKNOWN) ? "" : " (HELO " + safe(helo) + ")";
    }

    private static String safe(String text) {
        StringBuilder safe = new StringBuilder(text);
        for (int i = 0; i < safe.length(); i++) {
            if (!isSafe(safe.charAt(i))) {
                safe.setCharAt(i, '?');
            }
        }
        return safe.toString();
    }

    private static boolean isSafe(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || ".@%+/=:-[]".indexOf(c) >= 0;
    }
}
