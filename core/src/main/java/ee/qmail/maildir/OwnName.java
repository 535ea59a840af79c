package ee.qmail.maildir;

/**
 * Tells file names made by {@link DeliveryName} from those of other programs. Only in ours are the sizes believed:
 * {@link Maildir#deliver} counts the very octets it writes and names the file after that, and nobody changes a file of
 * a Maildir. Other programs' {@code W=} may count a missing final line end differently.
 *
 * <p>Written by hand, since a login reads thousands of names and a pattern takes longer than the directory.
 */
final class OwnName {
    private static final int HASH_DIGITS = 12;
    private static final int MAX_DIGITS = 18;
    private static final int LONG_DIGITS = 19;
    private static final String SIZE = ",S=";
    private static final String WIRE = ",W=";

    /** Behind the seconds that begin the name. */
    static final String QUEUE_ID = ".Q";

    private OwnName() {}

    /** Returns the index at which the sizes begin in a base name, or -1 if it is not one of ours. */
    static int sizesAt(String baseName) {
        int size = baseName.lastIndexOf(SIZE);
        int wire = baseName.indexOf(WIRE, size + SIZE.length());
        boolean own = size > 0
                && wire > 0
                && isNumber(baseName, size + SIZE.length(), wire)
                && isNumber(baseName, wire + WIRE.length(), baseName.length())
                && isBase(baseName, size);
        return own ? size : -1;
    }

    /** Octets on disk and on the wire, or null if the name is not one of ours. */
    static long[] sizes(String baseName) {
        int size = sizesAt(baseName);
        if (size < 0) {
            return null;
        }
        int wire = baseName.indexOf(WIRE, size);
        return new long[] {
            Long.parseLong(baseName, size + SIZE.length(), wire, 10),
            Long.parseLong(baseName, wire + WIRE.length(), baseName.length(), 10)
        };
    }

    /** {@code <seconds>.Q<queue id>R<hash>.<host>} up to {@code end}. */
    private static boolean isBase(String name, int end) {
        int q = digits(name, 0);
        if (q == 0 || !name.startsWith(QUEUE_ID, q)) {
            return false;
        }
        int r = digits(name, q + QUEUE_ID.length());
        int host = r + 1 + HASH_DIGITS;
        return r > q + QUEUE_ID.length() && name.charAt(r) == 'R' && host + 1 < end && name.indexOf('.', r) == host;
    }

    private static boolean isNumber(String text, int from, int to) {
        return from < to && to - from <= MAX_DIGITS && digits(text, from) == to;
    }

    /** The number that begins there: -1 if there is none, the largest if it is no long. */
    static long number(String text, int from) {
        int end = digits(text, from);
        if (end == from) {
            return -1;
        }
        long number = end - from <= LONG_DIGITS ? Long.parseUnsignedLong(text, from, end, 10) : -1;
        return number < 0 ? Long.MAX_VALUE : number;
    }

    /** The end of the digits that begin there. */
    static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
