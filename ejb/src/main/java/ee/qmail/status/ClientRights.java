package ee.qmail.status;

import ee.qmail.contract.Door;
import ee.qmail.guard.Throttled;
import ee.qmail.text.Sentence;
import java.util.List;
import java.util.Map;

/**
 * What a client may do at a door now.
 *
 * @param address numeric, in one spelling
 * @param admitted whether it may come in
 * @param reply that sends it away, or null; where TLS comes first it is not said
 * @param rule the line of {@code control/tcp.smtp} that decides; null if none fits, or if the door does not ask the file
 * @param environment that the line sets
 * @param mayRelay whether it may send mail to any host without a log-in
 * @param limits that hold for it, and how much of each is taken
 * @param throttled the log-ins from its network that have to wait
 * @param sentences all that in words
 */
public record ClientRights(
        String address,
        Door door,
        boolean admitted,
        String reply,
        String rule,
        Map<String, String> environment,
        boolean mayRelay,
        List<Limit> limits,
        List<Throttled> throttled,
        List<Sentence> sentences) {
    /**
     * A limit.
     *
     * @param file its control file, such as {@code maxconnip}
     * @param most the limit
     * @param now how much of it is taken
     */
    public record Limit(String file, long most, long now) {
        Sentence said() {
            return switch (file) {
                case "concurrencyincoming" -> Sentence.of("client.limit.concurrencyincoming", now, most);
                case "maxconnip" -> Sentence.of("client.limit.maxconnip", now, most);
                case "maxconnminute" -> Sentence.of("client.limit.maxconnminute", now, most);
                case "maxtlsminute" -> Sentence.of("client.limit.maxtlsminute", now, most);
                case "maxoctetsminute" -> Sentence.of("client.limit.maxoctetsminute", now, most);
                default -> throw new IllegalStateException("no limit: " + file);
            };
        }
    }
}
