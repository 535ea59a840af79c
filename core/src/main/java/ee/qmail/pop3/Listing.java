package ee.qmail.pop3;

import ee.qmail.maildir.MaildirMessage;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The multi-line reply to LIST and UIDL, made while it is read, so that a huge mailbox takes no memory for it. */
final class Listing extends InputStream {
    private static final int CHUNK = 4096;

    private final Maildrop maildrop;
    private final Function<MaildirMessage, String> column;
    private byte[] chunk = Pop3Reply.OK.octets();
    private int position;
    private int next = 1;

    Listing(Maildrop maildrop, Function<MaildirMessage, String> column) {
        this.maildrop = maildrop;
        this.column = column;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int length) {
        int done = 0;
        while (done < length && (position < chunk.length || fill())) {
            int n = Math.min(length - done, chunk.length - position);
            System.arraycopy(chunk, position, octets, offset + done, n);
            position += n;
            done += n;
        }
        return done > 0 || length == 0 ? done : -1;
    }

    /** All of it at once. */
    byte[] toBytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        do {
            all.write(chunk, position, chunk.length - position);
        } while (fill());
        return all.toByteArray();
    }

    private boolean fill() {
        if (next > maildrop.size() + 1) {
            return false;
        }
        StringBuilder lines = new StringBuilder(CHUNK + 300);
        for (; next <= maildrop.size() && lines.length() < CHUNK; next++) {
            if (!maildrop.isDeleted(next)) {
                lines.append(next).append(' ').append(column.apply(maildrop.message(next)));
                lines.append("\r\n");
            }
        }
        if (next > maildrop.size()) {
            lines.append(".\r\n");
            next++;
        }
        chunk = lines.toString().getBytes(StandardCharsets.US_ASCII);
        position = 0;
        return true;
    }
}
