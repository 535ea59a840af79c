package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Relays by envelope sender, each with a log-in (RTLS-16). They go before those of {@code smtproutes}. Immutable. */
public final class AuthSenders {
    private static final Sentence WANTED = Sentence.of("line.authSender");

    private final Map<String, SmtpRoute> relays = new HashMap<>();

    /** @param lines {@code sender:relay:port|user|password}; of equal senders the last wins, a line without a colon is dropped */
    AuthSenders(Collection<String> lines) {
        for (String line : lines) {
            if (line.indexOf(':') >= 0) {
                Entry entry = parse(line);
                relays.put(entry.key, entry.relay);
            }
        }
    }

    /**
     * The whole address is looked up, then {@code @domain}, then the empty key.
     *
     * @param sender of the envelope; empty for a bounce
     * @return empty if the recipient's domain decides
     */
    public Optional<SmtpRoute> find(String sender) {
        if (relays.isEmpty()) {
            return Optional.empty();
        }
        String address = DomainLookup.canonical(sender);
        int at = address.lastIndexOf('@');
        return Optional.ofNullable(relays.get(address))
                .or(() -> Optional.ofNullable(at < 0 ? null : relays.get(address.substring(at))))
                .or(() -> Optional.ofNullable(relays.get("")));
    }

    record Entry(String key, SmtpRoute relay) {}

    /** @throws IllegalArgumentException whose message says what would be right */
    static Entry parse(String line) {
        int colon = line.indexOf(':');
        String key = colon < 0 ? "" : line.substring(0, colon);
        if (colon < 0 || !key.isEmpty() && key.indexOf('@') < 0 || key.indexOf('|') >= 0) {
            throw new WrongInputException(WANTED);
        }
        SmtpRoute relay = SmtpRoute.parse(line.substring(colon + 1))
                .filter(route -> route.credentials() != null)
                .orElseThrow(() -> new WrongInputException(WANTED));
        return new Entry(DomainLookup.canonical(key), relay);
    }
}
