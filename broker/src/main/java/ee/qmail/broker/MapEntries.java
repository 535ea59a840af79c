package ee.qmail.broker;

import ee.qmail.contract.RefusedMessageException;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.utils.DataConstants;

/**
 * Looks through the entries of a {@code MapMessage} before Artemis reads them, which makes an array of whatever size one says to have. Each has a
 * key (its octets after their number, 4 octets), a type (1) and a value.
 */
final class MapEntries {
    private final ActiveMQBuffer buffer;
    private final int end;
    private int at;

    private MapEntries(ActiveMQBuffer buffer) {
        this.buffer = buffer;
        this.at = buffer.readerIndex();
        this.end = buffer.writerIndex();
    }

    /**
     * @param buffer read from its reader index on, which stays where it is
     * @throws RefusedMessageException if an entry is not whole
     */
    static void check(ActiveMQBuffer buffer) {
        MapEntries entries = new MapEntries(buffer);
        if (buffer.getByte(entries.skip(1)) == DataConstants.NULL) {
            return;
        }
        int count = buffer.getInt(entries.skip(Integer.BYTES));
        for (int i = 0; i < count; i++) {
            entries.skipOctets();
            entries.skipValue(buffer.getByte(entries.skip(1)));
        }
    }

    private void skipValue(byte type) {
        switch (type) {
            case DataConstants.NULL -> skip(0);
            case DataConstants.BOOLEAN, DataConstants.BYTE -> skip(Byte.BYTES);
            case DataConstants.SHORT, DataConstants.CHAR -> skip(Short.BYTES);
            case DataConstants.INT, DataConstants.FLOAT -> skip(Integer.BYTES);
            case DataConstants.LONG, DataConstants.DOUBLE -> skip(Long.BYTES);
            case DataConstants.BYTES, DataConstants.STRING -> skipOctets();
            default -> throw new RefusedMessageException("MapMessage: there is no type " + type + " of an entry");
        }
    }

    private void skipOctets() {
        skip(buffer.getInt(skip(Integer.BYTES)));
    }

    /** @return where it begins */
    private int skip(int octets) {
        if (octets < 0 || octets > end - at) {
            throw new RefusedMessageException(
                    "MapMessage: an entry says that " + octets + " octets follow, but there are " + (end - at));
        }
        int begin = at;
        at += octets;
        return begin;
    }
}
