package ee.qmail.imports;

import ee.qmail.csv.Csv;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Names;
import ee.qmail.maildir.Quota;
import ee.qmail.text.Sentence;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A line of a table: what is wanted of one address. Texts are empty where nothing is given.
 *
 * @param line in which it begins
 * @param cells by their columns; a password as it stands there, all else without blanks around it
 * @param fault of its form; null if there is none
 */
record ImportRow(int line, Map<Column, String> cells, Sentence fault) {
    private static final Set<String> YES = Set.of("yes", "true", "1", "on", "y", "sí", "si");
    private static final Set<String> NO = Set.of("no", "false", "0", "off", "n");
    private static final String UNLIMITED = "none";

    static ImportRow of(int line, List<Column> columns, List<String> cells) {
        Map<Column, String> named = new EnumMap<>(Column.class);
        for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
            Column column = columns.get(i);
            String cell = cells.get(i);
            named.put(column, column == Column.PASSWORD ? cell : Csv.meant(cell));
        }
        Sentence fault =
                cells.size() > columns.size() ? Sentence.of("imports.cells", cells.size(), columns.size()) : null;
        return new ImportRow(line, named, fault);
    }

    String text(Column column) {
        return cells.getOrDefault(column, "");
    }

    boolean has(Column column) {
        return !text(column).isEmpty();
    }

    boolean isAlias() {
        return has(Column.TARGETS);
    }

    /** The part before the domain. */
    String name(String domain) {
        String address = text(Column.ADDRESS);
        int at = address.lastIndexOf('@');
        if (at < 0) {
            return address;
        }
        if (!Names.domain(address.substring(at + 1)).equals(domain)) {
            throw new InvalidInputException(
                    "address", Sentence.of("imports.otherDomain", Names.shown(address), domain));
        }
        return address.substring(0, at);
    }

    /** Several addresses, apart by blanks, commas, semicolons or ends of lines. */
    List<String> list(Column column) {
        return Arrays.stream(text(column).split("[\\s,;]+"))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** Octets; null for no limit, and where nothing is given. */
    Long quota() {
        String text = text(Column.QUOTA);
        if (text.toLowerCase(Locale.ROOT).equals(UNLIMITED)) {
            return null;
        }
        try {
            OptionalLong octets = Quota.parse(text);
            return octets.isPresent() ? octets.getAsLong() : null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidInputException("quota", Sentence.of("imports.quota", Names.shown(text)));
        }
    }

    /** @param otherwise where nothing is given */
    boolean keeps(boolean otherwise) {
        String text = text(Column.KEEP).toLowerCase(Locale.ROOT);
        if (!text.isEmpty() && !YES.contains(text) && !NO.contains(text)) {
            throw new InvalidInputException("keep", Sentence.of("imports.keep", Names.shown(text)));
        }
        return text.isEmpty() ? otherwise : YES.contains(text);
    }

    /** Cells may be passwords. */
    @Override
    public String toString() {
        return "line " + line;
    }
}
