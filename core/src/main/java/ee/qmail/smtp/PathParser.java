package ee.qmail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the path of MAIL and RCPT (RFC 5321 4.1.2): a source route is dropped, quotes and backslashes are taken away
 * (SMTP-4). Stricter than qmail: control characters, a second {@code @} and an open quote or bracket are syntax
 * errors. Spaces before the path and a path without brackets are taken as qmail takes them.
 */
final class PathParser {
    /** Octets of an address, fewer than which are allowed (SMTP-4). */
    static final int MAX_ADDRESS = 900;
    /** RFC 5321 asks for 64 at least; VERP and SRS senders are longer. */
    static final int MAX_LOCAL_PART = 256;

    static final int MAX_DOMAIN = 255;
    private static final int MAX_LABEL = 63;

    private static final Pattern LITERAL =
            Pattern.compile("\\[(?:\\d{1,3}(?:\\.\\d{1,3}){3}|IPv6:[0-9A-F:.]{2,45})]", Pattern.CASE_INSENSITIVE);
    private static final Pattern ROUTE = Pattern.compile("@[-\\w.@,\\[\\]]*:");

    /**
     * A path that was understood.
     *
     * @param address without brackets and quotes; empty for {@code <>}
     * @param parameters what follows the path, without blanks around it
     */
    record Path(String address, String parameters) {
        boolean isAscii() {
            return address.chars().allMatch(c -> c < 0x80);
        }

        boolean hasDomain() {
            return address.indexOf('@') >= 0;
        }
    }

    private final String text;
    private final StringBuilder address = new StringBuilder();
    private int at;

    private PathParser(String text) {
        this.text = text;
    }

    /** @param text what follows the colon, one character for each octet */
    static Optional<Path> parse(String text) {
        PathParser parser = new PathParser(text.strip());
        return parser.path() ? parser.result() : Optional.empty();
    }

    private boolean path() {
        if (!skip('<')) {
            return at < text.length() && mailbox() && isEnd();
        }
        return dropRoute() && (peek() == '>' || mailbox()) && skip('>') && isEnd();
    }

    private boolean isEnd() {
        return at == text.length() || text.charAt(at) == ' ';
    }

    private boolean dropRoute() {
        if (peek() != '@') {
            return true;
        }
        var route = ROUTE.matcher(text).region(at, text.length());
        if (!route.lookingAt()) {
            return false;
        }
        at = route.end();
        return peek() != '>';
    }

    private boolean mailbox() {
        if (!localPart() || address.length() == 0 || address.length() > MAX_LOCAL_PART) {
            return false;
        }
        return !skip('@') || domain();
    }

    private boolean localPart() {
        while (true) {
            char c = peek();
            if (c == '"') {
                if (!quoted()) {
                    return false;
                }
            } else if (c == '\\') {
                at++;
                if (!append(peek())) {
                    return false;
                }
            } else if (!isAtom(c)) {
                return true;
            } else {
                append(c);
            }
        }
    }

    private boolean quoted() {
        at++;
        while (!skip('"')) {
            skip('\\');
            if (!append(peek())) {
                return false;
            }
        }
        return true;
    }

    private boolean append(char c) {
        if (c < ' ' || c == 0x7f) {
            return false;
        }
        address.append(c);
        at++;
        return true;
    }

    private static boolean isAtom(char c) {
        return c > ' ' && c != 0x7f && "()<>[]:;,@\\\"".indexOf(c) < 0;
    }

    private boolean domain() {
        int from = at;
        while (at < text.length() && text.charAt(at) != '>' && text.charAt(at) != ' ') {
            at++;
        }
        String domain = text.substring(from, at);
        address.append('@').append(domain);
        return domain.length() <= MAX_DOMAIN
                && (domain.startsWith("[") ? LITERAL.matcher(domain).matches() : isName(domain));
    }

    private static boolean isName(String domain) {
        int label = 0;
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (!isNameCharacter(c) || ++label > MAX_LABEL) {
                return false;
            }
        }
        return label > 0;
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '_'
                || c >= 0x80;
    }

    private Optional<Path> result() {
        if (address.length() >= MAX_ADDRESS) {
            return Optional.empty();
        }
        try {
            ByteBuffer octets = ByteBuffer.wrap(address.toString().getBytes(StandardCharsets.ISO_8859_1));
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
            boolean control = decoded.chars().anyMatch(Character::isISOControl);
            return control
                    ? Optional.empty()
                    : Optional.of(new Path(decoded, text.substring(at).strip()));
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }
}
