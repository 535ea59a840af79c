package ee.qmail.http;

/** Finds the end of a body, octet by octet, and changes nothing (RFC 9112 sections 6 and 7.1). Keeps no octet. */
final class BodyScanner {
    private static final int MAX_SIZE_DIGITS = 8;
    /** Octets of a line with a chunk's size, and of all fields behind the last chunk. */
    private static final int MAX_EXTRA = 1_024;

    private enum At {
        FIXED,
        SIZE,
        EXTENSION,
        SIZE_LF,
        CHUNK,
        CHUNK_CR,
        CHUNK_LF,
        TRAILER_START,
        TRAILER,
        TRAILER_LF,
        LAST_LF,
        END
    }

    private At at;
    private long left;
    private int digits;
    private int extra;

    BodyScanner(RequestHead head) {
        left = Math.max(0, head.contentLength());
        at = head.isChunked() ? At.SIZE : left == 0 ? At.END : At.FIXED;
    }

    boolean isComplete() {
        return at == At.END;
    }

    /** @return how many of these octets belong to the body; all, unless it is complete */
    int scan(byte[] octets, int from, int to) throws BadRequestException {
        int i = from;
        while (i < to && at != At.END) {
            if (at == At.FIXED || at == At.CHUNK) {
                int taken = (int) Math.min(left, to - i);
                left -= taken;
                i += taken;
                if (left == 0) {
                    at = at == At.FIXED ? At.END : At.CHUNK_CR;
                }
            } else {
                frame(octets[i++] & 0xff);
            }
        }
        return i - from;
    }

    private void frame(int c) throws BadRequestException {
        switch (at) {
            case SIZE -> size(c);
            case EXTENSION -> extension(c);
            case SIZE_LF -> at = expect(c, '\n', left == 0 ? At.TRAILER_START : At.CHUNK);
            case CHUNK_CR -> at = expect(c, '\r', At.CHUNK_LF);
            case CHUNK_LF -> {
                at = expect(c, '\n', At.SIZE);
                digits = 0;
                extra = 0;
            }
            case TRAILER_START -> {
                // a field of one letter at least
                at = c == '\r' ? At.LAST_LF : At.TRAILER;
                demand(c == '\r' || Octets.isTokenChar(c));
                count();
            }
            case TRAILER -> {
                demand(c == '\r' || Octets.isFieldChar(c));
                at = c == '\r' ? At.TRAILER_LF : At.TRAILER;
                count();
            }
            case TRAILER_LF -> at = expect(c, '\n', At.TRAILER_START);
            case LAST_LF -> at = expect(c, '\n', At.END);
            default -> throw new IllegalStateException("no frame in state " + at);
        }
    }

    private void size(int c) throws BadRequestException {
        int digit = Octets.hex(c);
        if (digit >= 0) {
            demand(++digits <= MAX_SIZE_DIGITS);
            left = digits == 1 ? digit : left * 16 + digit;
            return;
        }
        demand(digits > 0 && (c == '\r' || c == ';'));
        at = c == '\r' ? At.SIZE_LF : At.EXTENSION;
    }

    private void extension(int c) throws BadRequestException {
        demand(c == '\r' || Octets.isFieldChar(c));
        count();
        if (c == '\r') {
            at = At.SIZE_LF;
        }
    }

    private void count() throws BadRequestException {
        demand(++extra <= MAX_EXTRA);
    }

    private static At expect(int c, char wanted, At next) throws BadRequestException {
        demand(c == wanted);
        return next;
    }

    private static void demand(boolean right) throws BadRequestException {
        if (!right) {
            throw BadRequestException.malformed("body: must be in chunks as RFC 9112 section 7.1 has them");
        }
    }
}
