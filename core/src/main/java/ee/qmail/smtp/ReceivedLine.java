package ee.qmail.smtp;

import ee.qmail.contract.Client;
import ee.qmail.message.QueueId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The header line a message gets here (SMTP-11), with the keyword of RFC 3848 and the queue id.
 *
 * @param helo the name that the client gave itself, or null
 * @param hidesClient whether neither that nor the client's address is told
 * @param protocol {@link #protocol}
 */
record ReceivedLine(
        Client client, String helo, String localHost, boolean hidesClient, String protocol, QueueId id, Instant date) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMM yyyy HH:mm:ss '-0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String UNKNOWN = "unknown";

    /** Two lines that end in LF. */
    String text() {
        String from =
                hidesClient ? "" : heloIfTelling() + " (" + safe(client.peer().remoteIp()) + ")";
        return "Received: from " + UNKNOWN + from + "\n  by " + safe(localHost) + " with " + protocol + tls() + " id "
                + id + "; " + DATE.format(date) + "\n";
    }

    /** The keyword of RFC 3848 or RFC 6531 4.3: with S over TLS, with A after a log-in. */
    static String protocol(boolean esmtp, boolean smtpUtf8, Client client) {
        String secured = (client.isEncrypted() ? "S" : "") + (client.isLoggedIn() ? "A" : "");
        if (smtpUtf8) {
            return "UTF8SMTP" + secured;
        }
        return (esmtp || !secured.isEmpty() ? "ESMTP" : "SMTP") + secured;
    }

    private String tls() {
        return client.isEncrypted()
                ? " (" + safe(client.tls().version()) + " " + safe(client.tls().suite()) + ")"
                : "";
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
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || ".@%+/=:-[]_".indexOf(c) >= 0;
    }
}
