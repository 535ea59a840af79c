package ee.qmail.smtp;

import java.nio.charset.StandardCharsets;

/** Counts the header lines that begin with {@code received} or {@code delivered} in any case (SMTP-14). */
public final class HopCounter {
    /** From here on a message is looping. */
    static final int MAX_HOPS = 100;

    private static final byte[] RECEIVED = "received".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELIVERED = "delivered".getBytes(StandardCharsets.US_ASCII);

    private int column;
    private boolean received = true;
    private boolean delivered = true;
    private boolean header = true;
    private int hops;
    private boolean deliveredBefore;

    public boolean isLooping() {
        return hops >= MAX_HOPS;
    }

    /** Tells whether a header line begins with {@code delivered}. */
    boolean isDeliveredBefore() {
        return deliveredBefore;
    }

    /** Looks at more of the message, with LF line ends. */
    public void text(byte[] octets, int length) {
        for (int i = 0; i < length && header; i++) {
            if (octets[i] == '\n') {
                header = column > 0;
                column = 0;
                received = true;
                delivered = true;
            } else {
                letter(octets[i] | 0x20);
                column = Math.min(column + 1, RECEIVED.length + DELIVERED.length);
            }
        }
    }

    private void letter(int lowerCase) {
        received = received && column < RECEIVED.length && RECEIVED[column] == lowerCase;
        delivered = delivered && column < DELIVERED.length && DELIVERED[column] == lowerCase;
        boolean isDelivered = delivered && column == DELIVERED.length - 1;
        if (received && column == RECEIVED.length - 1 || isDelivered) {
            hops++;
            deliveredBefore |= isDelivered;
        }
    }
}
