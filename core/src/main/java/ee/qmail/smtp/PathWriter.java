package ee.qmail.smtp;

import ee.qmail.address.QuotedAddress;
import ee.qmail.text.Characters;

/** Writes a stored address as RFC 5321 wants it, its local part quoted when needed (RM-10). */
final class PathWriter {
    private PathWriter() {}

    /** Tells whether the address can be sent at all: an address from elsewhere must not be able to carry a command. */
    static boolean isSendable(String address) {
        int at = address.lastIndexOf('@');
        boolean printable = Characters.none(address, Character::isISOControl);
        return printable && Characters.none(address.substring(at + 1), c -> " <>\"\\".indexOf(c) >= 0 && at >= 0);
    }

    static boolean isAscii(String address) {
        return Characters.areAscii(address);
    }

    /** With brackets; {@code <>} for the empty address. */
    static String path(String address) {
        return address.isEmpty() ? "<>" : "<" + QuotedAddress.of(address) + ">";
    }
}
