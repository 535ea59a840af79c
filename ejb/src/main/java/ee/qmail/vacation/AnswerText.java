package ee.qmail.vacation;

import ee.qmail.message.UnixLines;
import ee.qmail.mime.EncodedWords;
import ee.qmail.mime.EntryException;
import ee.qmail.mime.MailComposer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The text of one answer (RFC 3834 section 3.1).
 *
 * @param address of the mailbox that answers
 * @param id of the answer, without angle brackets
 */
record AnswerText(VacationBook.Entry entry, String address, Asker asker, String id) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMM uuuu HH:mm:ss '+0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?-~]{1,250}>");
    private static final int LONGEST_REFERENCES = 2_000;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\u2028\\u2029]+");

    /** With LF line ends. */
    byte[] octets(Instant now) throws EntryException, IOException {
        Map<String, Object> entries = new TreeMap<>();
        entries.put("from", from());
        entries.put("to", asker.sender());
        entries.put("subject", subject());
        entries.put("text", entry.vacation().text() + "\n");
        entries.put("header.Date", DATE.format(now));
        entries.put("header.Message-ID", "<" + id + ">");
        entries.put("header.Auto-Submitted", "auto-replied (vacation)");
        entries.put("header.X-Auto-Response-Suppress", "All");
        String question = asker.field("Message-ID");
        if (MESSAGE_ID.matcher(question).matches()) {
            entries.put("header.In-Reply-To", question);
            entries.put("header.References", references(question));
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(1_000);
        OutputStream lines = new UnixLines(octets);
        lines.write(MailComposer.compose(entries));
        ((UnixLines) lines).end();
        return octets.toByteArray();
    }

    private String from() {
        String name = entry.displayName();
        return name == null
                ? address
                : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + address + ">";
    }

    private String subject() {
        String own = entry.vacation().subject();
        if (!own.isEmpty()) {
            return own;
        }
        String question = UNSEEN.matcher(EncodedWords.decode(asker.field("Subject")))
                .replaceAll(" ")
                .strip();
        return "Auto: " + question.substring(0, Math.min(question.length(), Vacation.MAX_SUBJECT));
    }

    /** Those of the question, as far as they are some, and the question itself. */
    private String references(String question) {
        StringBuilder all = new StringBuilder();
        for (String each : asker.field("References").split("[ \\t]+")) {
            if (MESSAGE_ID.matcher(each).matches() && all.length() < LONGEST_REFERENCES) {
                all.append(each).append(' ');
            }
        }
        return all.append(question).toString();
    }
}
