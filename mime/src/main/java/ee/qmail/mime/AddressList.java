package ee.qmail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Takes a field of addresses apart, in time that grows with its length and not with what is in it. */
final class AddressList {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+");

    private final String text;
    private final List<Mailbox> found = new ArrayList<>();
    /** The text before the address. */
    private final StringBuilder phrase = new StringBuilder();

    private final StringBuilder comment = new StringBuilder();
    private String inBrackets;
    private int next;

    private AddressList(String text) {
        this.text = text;
    }

    /**
     * @param name decoded, empty if there is none
     * @param address as it is written
     */
    record Mailbox(String name, String address) {
        /** With quotes around a name that needs them, also after it has been decoded. */
        @Override
        public String toString() {
            return name.isEmpty() ? address : quoted(name) + " <" + address + ">";
        }

        private static String quoted(String name) {
            return PLAIN.matcher(name).matches()
                    ? name
                    : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
    }

    /**
     * @param value on one line
     * @return empty if a quote, a comment or a bracket is not closed, or there is a group
     */
    static Optional<List<Mailbox>> of(String value) {
        AddressList list = new AddressList(value);
        return list.read() ? Optional.of(list.found) : Optional.empty();
    }

    private boolean read() {
        boolean good = true;
        while (good && next < text.length()) {
            char c = text.charAt(next);
            switch (c) {
                case ',' -> {
                    endMailbox();
                    next++;
                }
                case '"' -> good = quote();
                case '(' -> good = comment();
                case '<' -> good = brackets();
                case ':', ';', '>' -> good = false;
                default -> {
                    phrase.append(c);
                    next++;
                }
            }
        }
        endMailbox();
        return good;
    }

    private boolean quote() {
        int begin = next;
        boolean closed = skipTo('"');
        // a local part may be in quotes, which belong to it; a name loses them
        phrase.append(text, begin, next);
        return closed;
    }

    private boolean skipTo(char end) {
        for (next++; next < text.length(); next++) {
            if (text.charAt(next) == '\\') {
                next++;
            } else if (text.charAt(next) == end) {
                next++;
                return true;
            }
        }
        next = text.length();
        return false;
    }

    private boolean comment() {
        int depth = 0;
        int begin = next + 1;
        for (; next < text.length(); next++) {
            char c = text.charAt(next);
            if (c == '\\') {
                next++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                comment.append(comment.length() == 0 ? "" : " ").append(text, begin, next);
                next++;
                return true;
            }
        }
        return false;
    }

    private boolean brackets() {
        int begin = next + 1;
        boolean closed = skipTo('>');
        inBrackets = text.substring(begin, closed ? next - 1 : next).strip();
        return closed;
    }

    private void endMailbox() {
        String before = phrase.toString().strip();
        if (inBrackets != null) {
            String name = before.isEmpty() ? comment.toString() : unquoted(before);
            found.add(new Mailbox(decoded(name), inBrackets));
        } else if (!before.isEmpty()) {
            found.add(new Mailbox(decoded(comment.toString()), before));
        }
        phrase.setLength(0);
        comment.setLength(0);
        inBrackets = null;
    }

    private static String decoded(String name) {
        return name.isEmpty() ? "" : Decoded.field(name);
    }

    private static String unquoted(String words) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (c == '\\' && i + 1 < words.length()) {
                plain.append(words.charAt(++i));
            } else if (c != '"') {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
