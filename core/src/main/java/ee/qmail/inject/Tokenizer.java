package ee.qmail.inject;

import java.util.ArrayList;
import java.util.List;

/** Takes an address field apart. */
final class Tokenizer {
    private static final String SPECIALS = ".@,;:<>";
    /** Each of them, so that a field of nothing else takes little memory. */
    private static final String[] SPECIAL = SPECIALS.split("");

    private static final String BLANKS = " \t\r\n";

    private final String text;
    private int next;

    private Tokenizer(String text) {
        this.text = text;
    }

    /** @throws HeaderException if a quote, a comment or a bracket is not closed */
    static List<Token> of(String text) throws HeaderException {
        return new Tokenizer(text).all();
    }

    private List<Token> all() throws HeaderException {
        List<Token> tokens = new ArrayList<>();
        while (true) {
            int begin = next;
            while (next < text.length() && BLANKS.indexOf(text.charAt(next)) >= 0) {
                next++;
            }
            if (next == text.length()) {
                return tokens;
            }
            tokens.add(token(next > begin));
        }
    }

    private Token token(boolean spaced) throws HeaderException {
        int begin = next;
        char first = text.charAt(next);
        Token.Kind kind;
        int special = SPECIALS.indexOf(first);
        if (special >= 0) {
            next++;
            return new Token(Token.Kind.SPECIAL, SPECIAL[special], spaced);
        }
        if (first == '"') {
            kind = Token.Kind.QUOTED;
            closed('"', "a quote \"");
        } else if (first == '[') {
            kind = Token.Kind.LITERAL;
            closed(']', "a bracket [");
        } else if (first == '(') {
            kind = Token.Kind.COMMENT;
            comment();
        } else {
            kind = Token.Kind.ATOM;
            atom();
        }
        return new Token(kind, text.substring(begin, next), spaced);
    }

    private void closed(char end, String what) throws HeaderException {
        for (next++; next < text.length(); next++) {
            if (text.charAt(next) == '\\') {
                next++;
            } else if (text.charAt(next) == end) {
                next++;
                return;
            }
        }
        throw new HeaderException(what + " is not closed");
    }

    private void comment() throws HeaderException {
        int depth = 0;
        for (; next < text.length(); next++) {
            char c = text.charAt(next);
            if (c == '\\') {
                next++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
                if (depth == 0) {
                    next++;
                    return;
                }
            }
        }
        throw new HeaderException("a comment ( is not closed");
    }

    private void atom() {
        while (next < text.length()) {
            char c = text.charAt(next);
            if (SPECIALS.indexOf(c) >= 0 || BLANKS.indexOf(c) >= 0 || c == '"' || c == '[' || c == '(') {
                return;
            }
            next += c == '\\' ? 2 : 1;
        }
        next = text.length();
    }
}
