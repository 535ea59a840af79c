package ee.qmail.history.facts;

import ee.qmail.message.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of a header that history keeps, found within its first {@link #MOST} octets; looked at while a client waits, and therefore without
 * taking the header apart.
 *
 * @param messageId with its brackets; empty if there is none
 * @param subject unfolded, encoded words as they are; empty if there is none, or if it is not wanted
 */
public record MessageFields(String messageId, String subject) {
    static final int MOST = 16 * 1024;
    private static final int FIRST = 4 * 1024;
    /** Octets of a value that are kept. */
    private static final int LONGEST = 512;

    private static final byte[] MESSAGE_ID = "message-id:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SUBJECT = "subject:".getBytes(StandardCharsets.US_ASCII);
    private static final MessageFields NONE = new MessageFields("", "");

    /** Trouble with the body is that of whoever keeps it: there are no fields then. */
    public static MessageFields of(Body body, boolean wantsSubject) {
        try (InputStream in = body.open()) {
            byte[] octets = new byte[(int) Math.min(FIRST, Math.max(body.size(), 1))];
            int length = in.readNBytes(octets, 0, octets.length);
            if (length == FIRST && endOfHeader(octets, length) < 0) {
                octets = Arrays.copyOf(octets, MOST);
                length += in.readNBytes(octets, length, MOST - length);
            }
            return of(octets, length, wantsSubject);
        } catch (IOException e) {
            return NONE;
        }
    }

    private static int endOfHeader(byte[] octets, int length) {
        for (int i = 1; i < length; i++) {
            if (octets[i] == '\n' && octets[i - 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static MessageFields of(byte[] octets, int length, boolean wantsSubject) {
        String messageId = "";
        String subject = "";
        int line = 0;
        while (line < length && octets[line] != '\n') {
            int letter = octets[line] | 0x20;
            if (letter == 'm' && messageId.isEmpty() && begins(octets, line, length, MESSAGE_ID)) {
                messageId = value(octets, line + MESSAGE_ID.length, length);
            } else if (letter == 's' && wantsSubject && subject.isEmpty() && begins(octets, line, length, SUBJECT)) {
                subject = value(octets, line + SUBJECT.length, length);
            }
            line = next(octets, line, length);
        }
        return messageId.isEmpty() && subject.isEmpty() ? NONE : new MessageFields(messageId, subject);
    }

    private static boolean begins(byte[] octets, int at, int length, byte[] name) {
        if (at + name.length > length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            byte octet = octets[at + i];
            if ((octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static int next(byte[] octets, int from, int length) {
        int at = from;
        while (at < length && octets[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    /** With the lines that go on with a blank. */
    private static String value(byte[] octets, int from, int length) {
        int end = next(octets, from, length) - 1;
        while (end + 1 < length && end - from < LONGEST && (octets[end + 1] == ' ' || octets[end + 1] == '\t')) {
            end = next(octets, end + 1, length) - 1;
        }
        int most = Math.min(Math.min(end, length), from + LONGEST);
        return new String(octets, from, most - from, StandardCharsets.UTF_8)
                .replace("\n", "")
                .strip();
    }
}
