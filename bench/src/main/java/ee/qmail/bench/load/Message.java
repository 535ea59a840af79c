package ee.qmail.bench.load;

import java.nio.charset.StandardCharsets;

/** The text that is sent: a short header and lines of 78 octets, with CRLF. */
public final class Message {
    private static final String HEADER = "From: <sender@client.example>\r\nTo: <user@bench.example>\r\n"
            + "Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-Id: <bench@client.example>\r\nSubject: bench\r\n\r\n";
    private static final String LINE =
            "The quick brown fox jumps over the lazy dog, and then over it once again......\r\n";

    private Message() {}

    /** @param size octets, line ends included; at least the header's */
    public static byte[] ofSize(int size) {
        StringBuilder text = new StringBuilder(size).append(HEADER);
        while (text.length() + LINE.length() <= size - 3) {
            text.append(LINE);
        }
        int rest = size - text.length() - 2;
        if (rest >= 0) {
            text.append("x".repeat(rest)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** As a Maildir keeps it. */
    public static byte[] stored(int size) {
        String wire = new String(ofSize(size), StandardCharsets.US_ASCII);
        return wire.replace("\r\n", "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
