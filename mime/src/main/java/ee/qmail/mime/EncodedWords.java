package ee.qmail.mime;

import ee.qmail.entity.Letters;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Decodes the encoded words of a field (RFC 2047). One that makes no sense stays as it is written, and the others are
 * decoded around it. A letter that is cut between two words is put together, though RFC 2047 section 5 forbids to cut
 * it. Takes time that grows with the text and not with what is in it.
 */
public final class EncodedWords {
    private static final int LONGEST_CHARSET = 60;

    private final String text;
    private final StringBuilder decoded = new StringBuilder();
    /** Decoded octets that are not yet letters, all in one charset. */
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    private Charset charset;

    private EncodedWords(String text) {
        this.text = text;
    }

    /** @param end in the text, behind the word */
    private record Word(Charset charset, byte[] octets, int end) {}

    /** The text with its encoded words decoded. */
    public static String decode(String text) {
        return text.contains("=?") ? new EncodedWords(text).decoded() : text;
    }

    private String decoded() {
        int done = 0;
        int begin = text.indexOf("=?");
        while (begin >= 0) {
            Optional<Word> word = word(begin);
            if (word.isPresent()) {
                between(done, begin);
                put(word.get());
                done = word.get().end();
            }
            begin = text.indexOf("=?", word.isPresent() ? done : begin + 2);
        }
        flush();
        return decoded.append(text, done, text.length()).toString();
    }

    /** Blanks between two encoded words are not there for a reader. */
    private void between(int done, int begin) {
        String plain = text.substring(done, begin);
        if (charset == null || !plain.isBlank()) {
            flush();
            decoded.append(plain);
        }
    }

    private void put(Word word) {
        if (!word.charset().equals(charset)) {
            flush();
        }
        charset = word.charset();
        octets.writeBytes(word.octets());
    }

    private void flush() {
        if (charset != null) {
            decoded.append(
                    charset.equals(StandardCharsets.US_ASCII)
                            ? Letters.undeclared(octets.toByteArray())
                            : new String(octets.toByteArray(), charset));
            octets.reset();
            charset = null;
        }
    }

    private Optional<Word> word(int begin) {
        int charsetEnd = text.indexOf('?', begin + 2);
        if (charsetEnd < 0
                || charsetEnd > begin + 2 + LONGEST_CHARSET
                || charsetEnd + 3 > text.length()
                || text.charAt(charsetEnd + 2) != '?'
                || "BbQq".indexOf(text.charAt(charsetEnd + 1)) < 0) {
            return Optional.empty();
        }
        int textEnd = text.indexOf('?', charsetEnd + 3);
        if (textEnd < 0 || textEnd + 1 == text.length() || text.charAt(textEnd + 1) != '=') {
            return Optional.empty();
        }
        // a language may stand behind the charset (RFC 2231 section 5)
        Optional<Charset> named =
                Letters.charset(text.substring(begin + 2, charsetEnd).split("\\*", 2)[0]);
        String encoded = text.substring(charsetEnd + 3, textEnd);
        return named.flatMap(
                known -> octets(text.charAt(charsetEnd + 1), encoded).map(data -> new Word(known, data, textEnd + 2)));
    }

    private static Optional<byte[]> octets(char encoding, String encoded) {
        if (encoded.indexOf(' ') >= 0 || encoded.indexOf('\t') >= 0) {
            return Optional.empty();
        }
        return encoding == 'B' || encoding == 'b' ? base64(encoded) : quoted(encoded);
    }

    private static Optional<byte[]> base64(String encoded) {
        try {
            return Optional.of(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // it stays as it is written
        }
    }

    private static Optional<byte[]> quoted(String encoded) {
        ByteArrayOutputStream data = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '=') {
                int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), 16);
                if (low < 0) {
                    return Optional.empty();
                }
                data.write(high << 4 | low);
                i += 2;
            } else if (c > 0x7f) {
                data.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            } else {
                data.write(c == '_' ? ' ' : c);
            }
        }
        return Optional.of(data.toByteArray());
    }
}
