package ee.qmail.smtp;

import ee.qmail.address.AddressRules;
import ee.qmail.message.Envelope;
import ee.qmail.text.Characters;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the path of MAIL and RCPT (RFC 5321 4.1.2): a source route is dropped, quotes and backslashes are taken away
 * (SMTP-4). Stricter than qmail: control characters, a second {@code @} and an open quote or bracket are syntax
 * errors, and the address must be one by {@link AddressRules}. Spaces before the path and a path without brackets are taken as
 * qmail takes them; so is the sender {@code #@[]} of its double bounces.
 */
final class PathParser {
    private static final Pattern ROUTE = Pattern.compile("@[-\\w.@,\\[\\]]*:");

    /**
     * A path that was understood.
     *
     * @param address without brackets and quotes; empty for {@code <>}
     * @param parameters the text behind the path, without blanks around it
     */
    record Path(String address, String parameters) {
        boolean isAscii() {
            return Characters.areAscii(address);
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

    /** @param text the argument behind the colon, one character for each octet */
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
        if (!localPart() || address.length() == 0) {
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

    /** Its grammar is looked at when it is decoded. */
    private boolean domain() {
        int from = at;
        while (at < text.length() && ">@ ".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        address.append('@').append(text, from, at);
        return at > from;
    }

    private Optional<Path> result() {
        try {
            ByteBuffer octets = ByteBuffer.wrap(address.toString().getBytes(StandardCharsets.ISO_8859_1));
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
            return isAddress(decoded)
                    ? Optional.of(new Path(decoded, text.substring(at).strip()))
                    : Optional.empty();
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static boolean isAddress(String decoded) {
        return decoded.isEmpty()
                || decoded.equals(Envelope.DOUBLE_BOUNCE_SENDER)
                || AddressRules.ofRecipient(decoded).isEmpty();
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
