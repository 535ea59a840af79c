package ee.qmail.inject;

import java.util.regex.Pattern;

/**
 * A lexical token of an address field (RFC 822 section 3.3).
 *
 * @param written as it stands in the field
 * @param spaced whether a blank, or more, stood before it
 */
record Token(Kind kind, String written, boolean spaced) {
    private static final Pattern FOLD = Pattern.compile("\r?\n(?=[ \t])");

    enum Kind {
        /** A word without quotes. */
        ATOM,
        /** In double quotes. */
        QUOTED,
        /** In brackets. */
        LITERAL,
        /** In parentheses. */
        COMMENT,
        /** One of {@code . @ , ; : < >}. */
        SPECIAL
    }

    boolean is(char special) {
        return kind == Kind.SPECIAL && written.charAt(0) == special;
    }

    boolean isWord() {
        return kind == Kind.ATOM || kind == Kind.QUOTED || kind == Kind.LITERAL;
    }

    boolean isComment() {
        return kind == Kind.COMMENT;
    }

    /** Without quotes, backslashes and the line ends of folds (RFC 5322 3.2.2), as it stands in an envelope. */
    String plain() {
        String inside = kind == Kind.QUOTED ? written.substring(1, written.length() - 1) : written;
        inside = inside.indexOf('\n') < 0 ? inside : FOLD.matcher(inside).replaceAll("");
        if (inside.indexOf('\\') < 0) {
            return inside;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < inside.length(); i++) {
            if (inside.charAt(i) == '\\' && i + 1 < inside.length()) {
                i++;
            }
            plain.append(inside.charAt(i));
        }
        return plain.toString();
    }
}
