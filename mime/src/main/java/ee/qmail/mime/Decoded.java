package ee.qmail.mime;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** Letters out of what mail makes of them. */
public final class Decoded {
    private Decoded() {}

    static String unfolded(String value) {
        return MimeUtility.unfold(value);
    }

    /** A field of a header, on one line; as it is written where its encoding is not known. */
    public static String field(String value) {
        String unfolded = unfolded(value);
        try {
            return withoutControls(MimeUtility.decodeText(unfolded));
        } catch (UnsupportedEncodingException e) {
            return withoutControls(unfolded);
        }
    }

    static String withoutControls(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /**
     * Lines end with LF. What is no letter in the charset becomes U+FFFD.
     *
     * @param charset null: none is given
     * @return empty if the charset is not known
     */
    static Optional<String> text(byte[] octets, String charset) {
        String name = charset == null ? "us-ascii" : charset;
        if (name.equalsIgnoreCase("us-ascii")) {
            return Optional.of(withUnixLines(undeclared(octets)));
        }
        try {
            Charset known = Charset.forName(MimeUtility.javaCharset(name));
            return Optional.of(withUnixLines(new String(octets, known)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    /** Old programs send 8-bit text and do not say what it is. */
    private static String undeclared(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    private static String withUnixLines(String text) {
        return text.replace("\r\n", "\n");
    }
}
