package ee.qmail.smtp;

/** Writes a stored address as RFC 5321 wants it, its local part quoted when needed (RM-10). */
final class PathWriter {
    private static final String ATOM = "!#$%&'*+-/=?^_`{|}~.";

    private PathWriter() {}

    /** Whether the address can be sent at all: an address from elsewhere must not be able to carry a command. */
    static boolean isSendable(String address) {
        int at = address.lastIndexOf('@');
        boolean printable = address.chars().noneMatch(Character::isISOControl);
        return printable && address.substring(at + 1).chars().noneMatch(c -> " <>\"\\".indexOf(c) >= 0 && at >= 0);
    }

    static boolean isAscii(String address) {
        return address.chars().allMatch(c -> c < 0x80);
    }

    /** With brackets; {@code <>} for the empty address. */
    static String path(String address) {
        if (address.isEmpty()) {
            return "<>";
        }
        int at = address.lastIndexOf('@');
        String local = at < 0 ? address : address.substring(0, at);
        return "<" + (needsQuotes(local) ? quoted(local) : local) + (at < 0 ? "" : address.substring(at)) + ">";
    }

    private static boolean needsQuotes(String local) {
        return local.isEmpty()
                || local.startsWith(".")
                || local.endsWith(".")
                || local.contains("..")
                || !local.chars().allMatch(PathWriter::isAtom);
    }

    private static boolean isAtom(int c) {
        return c >= 0x80
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || ATOM.indexOf(c) >= 0;
    }

    private static String quoted(String local) {
        return '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
