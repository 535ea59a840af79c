package ee.qmail.mime;

import ee.qmail.entity.Letters;
import java.util.Optional;
import java.util.regex.Pattern;

/** Letters out of what mail makes of them. */
public final class Decoded {
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private Decoded() {}

    /** A field of a header, on one line; what is encoded in a way that makes no sense stays as it is written. */
    public static String field(String value) {
        return withoutControls(EncodedWords.decode(value));
    }

    public static String withoutControls(String text) {
        return CONTROLS.matcher(text).replaceAll(" ").strip();
    }

    /**
     * Lines end with LF. What is no letter in the charset becomes U+FFFD.
     *
     * @param charset null: none is given
     * @return empty if the charset is not known
     */
    static Optional<String> text(byte[] octets, String charset) {
        // old programs send 8-bit text and do not say what it is
        return charset == null || charset.equalsIgnoreCase("us-ascii")
                ? Optional.of(withUnixLines(Letters.undeclared(octets)))
                : Letters.charset(charset).map(known -> withUnixLines(new String(octets, known)));
    }

    private static String withUnixLines(String text) {
        return text.replace("\r\n", "\n");
    }
}
