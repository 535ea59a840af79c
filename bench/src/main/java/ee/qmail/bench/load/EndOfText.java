package ee.qmail.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/** Finds the line of one dot that ends a text, however the text is cut into pieces. */
final class EndOfText implements ByteProcessor {
    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

    private int matched;

    EndOfText() {
        reset();
    }

    /** The next octet is the first of a line. */
    void reset() {
        matched = 2;
    }

    /** Reads up to and with the end, or everything. */
    boolean find(ByteBuf in) {
        int at = in.forEachByte(this);
        in.readerIndex(at < 0 ? in.writerIndex() : at + 1);
        return at >= 0;
    }

    /** @return false at the last octet of the end */
    @Override
    public boolean process(byte octet) {
        if (octet == END[matched]) {
            matched++;
        } else {
            matched = octet == '\r' ? 1 : 0;
        }
        return matched < END.length;
    }
}
