package ee.qmail.entity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads parameters; for one field. */
final class ParameterReader {
    /** Parameters in which blanks without quotes are a common mistake. */
    private static final Set<String> FILE_NAMES = Set.of("name", "filename");

    private final String text;
    private int next;
    private int count;
    private final Map<String, String> plain = new LinkedHashMap<>();
    private final Map<String, TreeMap<Integer, Piece>> inPieces = new LinkedHashMap<>();

    /** A piece of a parameter (RFC 2231 section 3). */
    private record Piece(String value, boolean extended) {}

    /** @param begin where the semicolon before the first one stands */
    ParameterReader(String text, int begin) {
        this.text = text;
        this.next = begin;
    }

    Map<String, String> parameters() throws MailLimitException {
        while (next < text.length()) {
            next++; // the semicolon
            String name = name();
            if (next < text.length() && text.charAt(next) == '=') {
                if (++count > MailLimits.PARAMETERS) {
                    throw new MailLimitException("a field with more than " + MailLimits.PARAMETERS + " parameters");
                }
                next++;
                put(name, value(name));
            }
        }
        Map<String, String> all = new LinkedHashMap<>(plain);
        // a name that is given in both ways is meant as the longer one (RFC 2231, RFC 6266 section 4.3)
        inPieces.forEach((name, pieces) -> all.put(name, joined(pieces)));
        return all;
    }

    /** Up to the equals sign or the next semicolon. */
    private String name() {
        int begin = next;
        while (next < text.length() && text.charAt(next) != '=' && text.charAt(next) != ';') {
            next++;
        }
        return text.substring(begin, next).strip().toLowerCase(Locale.ROOT);
    }

    /** Up to the next semicolon. */
    private String value(String name) {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        if (next < text.length() && text.charAt(next) == '"') {
            String quoted = quoted();
            toSemicolon();
            return quoted;
        }
        int begin = next;
        toSemicolon();
        String value = text.substring(begin, next);
        return FILE_NAMES.contains(name) ? value.strip() : ParameterField.withoutComment(value);
    }

    private void toSemicolon() {
        int semicolon = text.indexOf(';', next);
        next = semicolon < 0 ? text.length() : semicolon;
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (next++; next < text.length() && text.charAt(next) != '"'; next++) {
            if (text.charAt(next) == '\\' && next + 1 < text.length()) {
                next++;
            }
            value.append(text.charAt(next));
        }
        return value.toString();
    }

    private void put(String name, String value) {
        int star = name.indexOf('*');
        if (star < 0) {
            plain.putIfAbsent(name, value);
            return;
        }
        boolean extended = name.endsWith("*");
        String number = name.substring(star + 1, Math.max(star + 1, name.length() - (extended ? 1 : 0)));
        if (number.isEmpty() || number.matches("[0-9]{1,3}")) {
            inPieces.computeIfAbsent(name.substring(0, star), n -> new TreeMap<>())
                    .putIfAbsent(number.isEmpty() ? 0 : Integer.parseInt(number), new Piece(value, extended));
        }
    }

    /** The first piece says in which charset all are, if they are encoded. */
    private static String joined(TreeMap<Integer, Piece> pieces) {
        Charset charset = StandardCharsets.UTF_8;
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        boolean first = true;
        for (Piece piece : pieces.values()) {
            String value = piece.value();
            if (first && piece.extended()) {
                String[] parts = value.split("'", 3);
                charset = parts.length < 3 ? charset : Letters.charset(parts[0]).orElse(charset);
                value = parts.length < 3 ? value : parts[2];
            }
            first = false;
            octets.writeBytes(piece.extended() ? decoded(value) : value.getBytes(writable(charset)));
        }
        return new String(octets.toByteArray(), charset);
    }

    /** A charset that can only be read is not one to write in. */
    private static Charset writable(Charset charset) {
        return charset.canEncode() ? charset : StandardCharsets.UTF_8;
    }

    private static byte[] decoded(String value) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(value.charAt(i + 2), 16);
            if (value.charAt(i) == '%' && low >= 0) {
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.writeBytes(String.valueOf(value.charAt(i)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toByteArray();
    }
}
