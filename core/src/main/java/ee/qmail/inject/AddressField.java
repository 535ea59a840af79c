package ee.qmail.inject;

import ee.qmail.entity.MailLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * A field of addresses, each made whole (IN-6), with the commas that were missing between them, and folded anew (IN-8).
 * Groups, names and comments are kept.
 */
final class AddressField {
    private static final int LONGEST_LINE = 80;

    private final HostDefaults defaults;
    private final List<Address> addresses = new ArrayList<>();
    /** The texts between commas. */
    private final List<StringBuilder> pieces = new ArrayList<>();

    private final List<Token> run = new ArrayList<>();
    /** Text before the next piece: the name of a group and its colon, or comments. */
    private final StringBuilder prefix = new StringBuilder();

    private boolean inGroup;
    private int groupBegin;

    private AddressField(HostDefaults defaults) {
        this.defaults = defaults;
    }

    /**
     * @param body the field without its name and colon
     * @throws HeaderException if a quote, comment, bracket or group is not closed
     */
    static AddressField parse(String body, HostDefaults defaults) throws HeaderException {
        AddressField field = new AddressField(defaults);
        field.read(Tokenizer.of(body));
        return field;
    }

    /** In the order in which they are written. */
    List<Address> addresses() {
        return List.copyOf(addresses);
    }

    /** The whole field with its line end. */
    String text(String name) {
        StringBuilder text = new StringBuilder(name).append(':');
        int column = text.length();
        for (int i = 0; i < pieces.size(); i++) {
            String piece = pieces.get(i) + (i < pieces.size() - 1 ? "," : "");
            boolean fold = i > 0 && column + 1 + piece.length() > LONGEST_LINE;
            text.append(fold ? "\n  " : " ").append(piece);
            column = (fold ? 2 : column + 1) + piece.length();
        }
        return text.append('\n').toString();
    }

    private void read(List<Token> tokens) throws HeaderException {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is(',')) {
                endRun();
            } else if (token.is('<')) {
                int end = i + 1;
                while (end < tokens.size() && !tokens.get(end).is('>')) {
                    end++;
                }
                addNamed(tokens.subList(i + 1, end));
                i = end;
            } else if (token.is(':') && !inGroup) {
                prefix.append(joined(run)).append(": ");
                run.clear();
                inGroup = true;
                groupBegin = pieces.size();
            } else if (token.is(';')) {
                endRun();
                endGroup();
            } else {
                run.add(token);
            }
        }
        endRun();
        if (inGroup) {
            throw new HeaderException("a group, name: addresses, must end with ;");
        }
        if (prefix.length() > 0) {
            addPiece("");
        }
    }

    private void endGroup() {
        if (!inGroup) {
            return;
        }
        if (pieces.size() == groupBegin) {
            addPiece(";");
        } else {
            pieces.get(pieces.size() - 1).append(';');
        }
        inGroup = false;
    }

    private void addPiece(String piece) {
        pieces.add(new StringBuilder(prefix).append(piece));
        prefix.setLength(0);
    }

    /** Adds an address in brackets; the text before it is the name. */
    private void addNamed(List<Token> inside) throws HeaderLimitException {
        Address address = Address.of(withoutComments(inside), defaults);
        add(address);
        String name = joined(run);
        run.clear();
        String comments = comments(inside);
        addPiece((name.isEmpty() ? "" : name + " ") + "<" + address.written() + ">"
                + (comments.isEmpty() ? "" : " " + comments));
    }

    /** Two words with neither a dot nor an at between them are two addresses. */
    private void endRun() throws HeaderLimitException {
        List<Token> address = new ArrayList<>();
        List<Token> comments = new ArrayList<>();
        for (Token token : run) {
            if (token.isComment()) {
                comments.add(token);
                continue;
            }
            if (token.isWord()
                    && !address.isEmpty()
                    && address.get(address.size() - 1).isWord()) {
                add(address, comments);
            }
            if (address.isEmpty() && !comments.isEmpty()) {
                prefix.append(joined(comments)).append(' ');
                comments.clear();
            }
            address.add(token);
        }
        run.clear();
        if (!address.isEmpty()) {
            add(address, comments);
        } else if (!comments.isEmpty()) {
            keep(joined(comments));
        }
    }

    private void add(Address address) throws HeaderLimitException {
        if (addresses.size() == MailLimits.ADDRESSES) {
            throw new HeaderLimitException("a field must have at most " + MailLimits.ADDRESSES + " addresses");
        }
        addresses.add(address);
    }

    private void add(List<Token> address, List<Token> comments) throws HeaderLimitException {
        Address whole = Address.of(address, defaults);
        add(whole);
        addPiece(whole.written() + (comments.isEmpty() ? "" : " " + joined(comments)));
        address.clear();
        comments.clear();
    }

    /** Comments without an address of their own stay with the one before, or wait for the next. */
    private void keep(String comments) {
        int last = pieces.size() - 1;
        if (last >= 0 && prefix.length() == 0) {
            pieces.get(last).append(' ').append(comments);
        } else {
            prefix.append(comments).append(' ');
        }
    }

    private static List<Token> withoutComments(List<Token> tokens) {
        return tokens.stream().filter(token -> !token.isComment()).toList();
    }

    private static String comments(List<Token> tokens) {
        return joined(tokens.stream().filter(Token::isComment).toList());
    }

    /** With a blank where there was one. */
    private static String joined(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            if (token.spaced() && text.length() > 0) {
                text.append(' ');
            }
            text.append(token.written().replaceAll("\r?\n[ \t]*", " "));
        }
        return text.toString();
    }
}
