package ee.qmail.web;

import ee.qmail.csv.Csv;
import ee.qmail.history.HistoryEntry;
import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistorySearch;
import ee.qmail.message.Attribute;
import ee.qmail.message.DeliveryReport;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What has moved as a table for spreadsheets (RFC 4180): a line for each message and recipient, under the names that REST has for them. What would be
 * a formula there is a text.
 */
public final class MessageCsv {
    /** Rows of a table. */
    public static final int MOST = 10_000;
    /** Rows of a question to {@link HistorySearch}; a query to be written asks for so many. */
    public static final int AT_ONCE = 1_000;
    /** Questions of a table: each looks at some thousands of rows, whether it finds any or not. */
    private static final int QUESTIONS = 200;

    private static final String HEADER =
            "id,at,state,changed,attempts,times,size,sender,recipient,client,helo,protocol,"
                    + "tls,login,messageId,subject,host,status,report,reply";

    private MessageCsv() {}

    /**
     * Writes as it reads, newest first.
     *
     * @param query for {@link #AT_ONCE} rows
     * @throws IOException if the reader has gone
     */
    public static void write(HistorySearch history, HistoryQuery query, Writer to) throws IOException {
        to.write(HEADER + "\r\n");
        HistoryQuery next = query;
        int rows = 0;
        for (int question = 1; ; question++) {
            HistorySearch.Page page = history.find(next);
            for (HistoryEntry entry :
                    page.entries().subList(0, Math.min(page.entries().size(), MOST - rows))) {
                to.write(line(entry));
                rows++;
            }
            to.flush();
            if (page.next() == null) {
                return;
            }
            if (rows >= MOST || question >= QUESTIONS) {
                to.write(notComplete(page.searchedTo()));
                return;
            }
            next = query.behind(page.next());
        }
    }

    /** Said in the table, since the answer is under way when it is known. */
    private static String notComplete(Instant searchedTo) {
        return Csv.line(List.of("not complete: what came before " + searchedTo + " may be missing"));
    }

    static String line(HistoryEntry entry) {
        DeliveryReport report = entry.report();
        // with its sign, since a spreadsheet would round the number
        return Csv.line(List.of(
                "#" + entry.name(),
                entry.at().toString(),
                entry.state().word(),
                entry.changed().toString(),
                Integer.toString(entry.attempts()),
                Integer.toString(entry.times()),
                Long.toString(entry.size()),
                entry.sender(),
                entry.recipient(),
                origin(entry, Attribute.CLIENT),
                origin(entry, Attribute.HELO),
                origin(entry, Attribute.PROTOCOL),
                origin(entry, Attribute.TLS),
                origin(entry, Attribute.LOGIN),
                entry.messageId(),
                entry.subject(),
                string(report == null ? null : report.host()),
                string(report == null ? null : report.status()),
                string(report == null ? null : report.text()),
                string(report == null ? entry.reply() : report.reply())));
    }

    private static String origin(HistoryEntry entry, Attribute attribute) {
        return entry.origin().get(attribute).orElse("");
    }

    private static String string(Object value) {
        return Optional.ofNullable(value).map(Object::toString).orElse("");
    }
}
