package ee.qmail.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.util.StreamProvider;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/** Content-Transfer-Encoding (RFC 2045 section 6). */
final class TransferEncoding {
    private static final Set<String> IDENTITY = Set.of("", "7bit", "8bit", "binary");

    /** Looked for once; Jakarta Mail looks through all jars for it with each part. */
    private static final StreamProvider STREAMS =
            Session.getInstance(new Properties()).getStreamProvider();

    private TransferEncoding() {}

    /** Tells whether octets are stored as they are. */
    static boolean isIdentity(String encoding) {
        return IDENTITY.contains(encoding.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * @param encoding what the field says
     * @param stored closed with the stream that is returned
     * @throws MessagingException if there is no such encoding
     */
    static InputStream decoded(String encoding, PartStream stored) throws MessagingException {
        if (isIdentity(encoding)) {
            return stored;
        }
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "base64" -> new Checked(STREAMS.inputBase64(stored), stored);
            case "quoted-printable" -> new QuotedPrintableStream(stored);
            case "uuencode", "x-uuencode", "x-uue" ->
                new Checked(STREAMS.inputUU(new ShortLines(new BufferedInputStream(stored))), stored);
            default ->
                throw new MessagingException("a part is encoded as '" + EntryException.shown(encoding)
                        + "', which must be 7bit, 8bit, binary, quoted-printable or base64");
        };
    }

    /** Tells what is broken in the mail from trouble with reading it. */
    private static final class Checked extends FilterInputStream {
        private final PartStream stored;

        Checked(InputStream decoder, PartStream stored) {
            super(decoder);
            this.stored = stored;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            try {
                return super.read(octets, offset, length);
            } catch (IOException e) {
                throw stored.trouble() == null ? new DecodingException(e) : e;
            } catch (IndexOutOfBoundsException e) { // a short line "begin" of uuencode
                throw new DecodingException(new IOException("a line of it ends too early", e));
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    /** The decoder keeps a line in memory, of which this encoding has at most 61 octets. */
    private static final class ShortLines extends FilterInputStream {
        private static final int LONGEST = 1_000;
        private int column;

        ShortLines(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = in.read();
            column = octet == '\n' ? 0 : column + 1;
            if (column > LONGEST) {
                throw new IOException("a line has more than " + LONGEST + " octets");
            }
            return octet;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            int octet = length == 0 ? 0 : read();
            if (octet < 0) {
                return -1;
            }
            if (length > 0) {
                octets[offset] = (byte) octet;
            }
            return Math.min(length, 1);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
