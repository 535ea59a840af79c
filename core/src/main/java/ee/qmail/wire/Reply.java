package ee.qmail.wire;

import java.nio.charset.StandardCharsets;

/** A reply to a client, as it goes over the wire. */
public final class Reply {
    private final byte[] octets;

    /** @param octets with the line end; not to be changed any more */
    public Reply(byte[] octets) {
        this.octets = octets;
    }

    /** @param text one or several lines, without the last CRLF */
    public static Reply of(String text) {
        return new Reply((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Not to be changed. */
    public byte[] octets() {
        return octets;
    }
}
