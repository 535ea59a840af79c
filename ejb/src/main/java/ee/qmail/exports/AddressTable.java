package ee.qmail.exports;

import ee.qmail.csv.Csv;
import ee.qmail.directory.Alias;
import ee.qmail.directory.Forward;
import ee.qmail.directory.Mailbox;
import ee.qmail.imports.AddressBook;
import ee.qmail.imports.Column;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Mailboxes and aliases as a table, which an import takes again. */
public final class AddressTable {
    private AddressTable() {}

    /**
     * Mailboxes by name, then aliases.
     *
     * @param hasHashes whether the hashes of passwords are in it: whoever has them can try passwords at leisure
     * @throws IOException if the reader has gone
     */
    public static void write(AddressBook book, boolean hasHashes, Writer to) throws IOException {
        List<Column> columns = new ArrayList<>(List.of(Column.values()));
        columns.remove(Column.PASSWORD);
        if (!hasHashes) {
            columns.remove(Column.HASH);
        }
        to.write(Csv.line(columns.stream().map(Column::word).toList()));
        for (Mailbox mailbox : book.sortedMailboxes()) {
            to.write(line(columns, cells(mailbox, book.hashes().getOrDefault(mailbox.getName(), ""))));
        }
        List<Alias> aliases = book.aliases().values().stream()
                .sorted(Comparator.comparing(Alias::getName))
                .toList();
        for (Alias alias : aliases) {
            to.write(line(
                    columns, Map.of(Column.ADDRESS, alias.getAddress(), Column.TARGETS, list(alias.getTargets()))));
        }
        to.flush();
    }

    private static String line(List<Column> columns, Map<Column, String> cells) {
        return Csv.line(
                columns.stream().map(column -> cells.getOrDefault(column, "")).toList());
    }

    private static Map<Column, String> cells(Mailbox mailbox, String hash) {
        Forward forward = mailbox.getForward();
        Map<Column, String> cells = new EnumMap<>(Column.class);
        cells.put(Column.ADDRESS, mailbox.getAddress());
        cells.put(Column.HASH, hash);
        cells.put(
                Column.QUOTA,
                mailbox.getQuota() == null ? "none" : mailbox.getQuota().toString());
        cells.put(Column.OWNER, mailbox.getDisplayName() == null ? "" : mailbox.getDisplayName());
        cells.put(Column.FORWARD, list(forward.targets()));
        cells.put(Column.KEEP, forward.keeps() ? "" : "no");
        return cells;
    }

    private static String list(List<String> targets) {
        return String.join(" ", targets);
    }
}
