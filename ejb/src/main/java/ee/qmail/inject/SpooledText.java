package ee.qmail.inject;

import ee.qmail.mail.SpooledBody;
import ee.qmail.maildir.WireSize;
import ee.qmail.queue.JobMessages;
import java.io.FilterOutputStream;
import java.io.IOException;

/**
 * A text with LF line ends while it comes: in memory or in a file, its octets on the wire counted as they pass. Not safe for use by several
 * threads. It must be {@link #discard}ed.
 */
final class SpooledText extends FilterOutputStream {
    private final SpooledBody body;
    private final WireSize size = new WireSize();

    SpooledText() {
        this(JobMessages.newBody());
    }

    private SpooledText(SpooledBody body) {
        super(body);
        this.body = body;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        size.add(octets, offset, length);
        body.write(octets, offset, length);
    }

    /** What has come; to be asked for when it is {@link #close}d. */
    Injection.Text text() {
        return new Injection.Text(body, size.wire());
    }

    void discard() throws IOException {
        body.discard();
    }
}
