package ee.qmail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Puts replies of one or several lines together (RFC 5321 4.2.1), and keeps a bounded part of them (RM-8). */
final class ReplyReader {
    /** Octets of a reply that are kept. */
    static final int MAX_TEXT = 5000;
    /** Octets of a reply, all its lines, after which its end is not waited for any more: nobody has so much to say. */
    static final int ENDLESS = 1024 * 1024;

    /** Thrown for what cannot be a reply, or is not one that ends. */
    static final class NotAReplyException extends Exception {
        private static final long serialVersionUID = 1;

        NotAReplyException(String line) {
            super(line);
        }
    }

    private final byte[] text = new byte[MAX_TEXT];
    private int length;
    private final byte[] head = new byte[4];
    private int column;
    private int octets;

    /**
     * Takes one octet.
     *
     * @return the reply, if this was its last
     */
    Optional<RemoteReply> read(byte octet) throws NotAReplyException {
        if (++octets > ENDLESS) {
            throw new NotAReplyException(text());
        }
        if (octet != '\n') {
            inLine(octet);
            return Optional.empty();
        }
        int code = code();
        boolean last = column <= 3 || head[3] != '-';
        column = 0;
        if (!last) {
            keep(octet);
            return Optional.empty();
        }
        RemoteReply reply = new RemoteReply(code, text());
        length = 0;
        octets = 0;
        return Optional.of(reply);
    }

    /** Tells whether part of a reply has come, and its end has not. */
    boolean hasBegun() {
        return octets > 0;
    }

    private void inLine(byte octet) {
        if (octet == '\r') {
            return;
        }
        if (column < head.length) {
            head[column++] = octet;
        }
        keep(octet);
    }

    private void keep(byte octet) {
        if (length < MAX_TEXT) {
            text[length++] = octet;
        }
    }

    private int code() throws NotAReplyException {
        int code = 0;
        for (int i = 0; i < 3; i++) {
            if (i >= column || head[i] < '0' || head[i] > '9') {
                throw new NotAReplyException(text());
            }
            code = code * 10 + head[i] - '0';
        }
        if (code < 200 || code > 599) {
            throw new NotAReplyException(text());
        }
        return code;
    }

    /** It goes into logs, bounces and on screens: there are no control characters in it but the ends of its lines. */
    private String text() {
        String said = new String(text, 0, length, StandardCharsets.UTF_8).replace('\t', ' ');
        StringBuilder safe = new StringBuilder(said);
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            if (c != '\n' && Character.isISOControl(c)) {
                safe.setCharAt(i, '?');
            }
        }
        return safe.toString();
    }
}
