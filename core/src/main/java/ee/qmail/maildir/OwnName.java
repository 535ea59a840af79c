package ee.qmail.maildir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells file names made by {@link DeliveryName} from those of other programs. Only in ours are the sizes believed:
 * {@link Maildir#deliver} counts the very octets it writes and names the file after that, and nobody changes a file of a
 * Maildir. Other programs' {@code W=} may count a missing final line end differently.
 */
final class OwnName {
    private static final Pattern SIZED = Pattern.compile("\\d{1,11}\\.Q\\d{1,19}R[0-9a-f]{12}\\.[A-Za-z0-9._-]{1,24}"
            + "(?<sizes>,S=(?<stored>\\d{1,18}),W=(?<wire>\\d{1,18}))");

    private OwnName() {}

    /** Where the sizes begin in a base name, or -1 if it is not one of ours. */
    static int sizesAt(String baseName) {
        Matcher matcher = SIZED.matcher(baseName);
        return matcher.matches() ? matcher.start("sizes") : -1;
    }

    /** Octets on disk and on the wire, or null if the name is not one of ours. */
    static long[] sizes(String baseName) {
        Matcher matcher = SIZED.matcher(baseName);
        return matcher.matches()
                ? new long[] {Long.parseLong(matcher.group("stored")), Long.parseLong(matcher.group("wire"))}
                : null;
    }
}
