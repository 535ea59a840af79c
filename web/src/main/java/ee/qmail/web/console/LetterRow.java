package ee.qmail.web.console;

import ee.qmail.jms.DeadLetters.Letter;
import ee.qmail.text.Harmless;
import java.time.Instant;
import java.util.List;

/**
 * A message in {@code qmail.dead}, as pages show it.
 *
 * @param since null if that is not known
 * @param recipients the first of them
 * @param more recipients that are not among them
 */
public record LetterRow(
        String id, Instant since, String reason, String sender, List<String> recipients, int more, String queue) {
    private static final int RECIPIENTS = 3;
    private static final int SHORT = 10;

    static LetterRow of(Letter letter) {
        return new LetterRow(
                letter.id(),
                letter.since(),
                Harmless.line(letter.reason()),
                letter.sender().isEmpty() && !letter.recipients().isEmpty() ? "<>" : Harmless.line(letter.sender()),
                letter.recipients().stream()
                        .limit(RECIPIENTS)
                        .map(Harmless::line)
                        .toList(),
                Math.max(0, letter.recipients().size() - RECIPIENTS),
                Harmless.line(letter.queue()));
    }

    /** Its last characters, by which people tell it from others. */
    public String shortId() {
        return id.length() <= SHORT ? id : "…" + id.substring(id.length() - SHORT);
    }
}
