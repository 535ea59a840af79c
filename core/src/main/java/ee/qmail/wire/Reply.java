package ee.qmail.wire;

import java.nio.charset.StandardCharsets;

/**
 * A reply to a client, as it goes over the wire.
 *
 * @param octets with the line end; not to be changed
 */
public record Reply(byte[] octets) {
    /** @param text one or several lines, without the last CRLF */
    public static Reply of(String text) {
        return new Reply((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
