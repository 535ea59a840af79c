package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import ee.qmail.address.DomainName;
import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What an administrator states of TLS with the servers of a domain (RTLS-1, RTLS-11). Immutable. */
public final class TlsPolicies {
    private final Map<String, TlsLevel> levels = new HashMap<>();

    /** @param lines {@code domain:level}; of equal domains the last wins, a line without a colon is dropped */
    TlsPolicies(Collection<String> lines) {
        for (String line : lines) {
            if (line.indexOf(':') >= 0) {
                Map.Entry<String, TlsLevel> entry = parse(line);
                levels.put(entry.getKey(), entry.getValue());
            }
        }
    }

    /**
     * The whole domain is looked up, then each {@code .suffix}, then the empty key.
     *
     * @param domain of recipients, or a relay
     * @return empty if nothing is stated of it
     */
    public Optional<TlsLevel> find(String domain) {
        if (levels.isEmpty()) {
            return Optional.empty();
        }
        String key = DomainLookup.find(DomainName.canonical(domain), levels::containsKey)
                .orElse("");
        return Optional.ofNullable(levels.get(key));
    }

    /** @throws IllegalArgumentException whose message says what would be right */
    static Map.Entry<String, TlsLevel> parse(String line) {
        int colon = line.lastIndexOf(':');
        String key = line.substring(0, Math.max(0, colon));
        TlsLevel level = TlsLevel.of(line.substring(colon + 1))
                .filter(found -> colon >= 0 && key.chars().noneMatch(c -> c <= ' ' || c == '@' || c == '|'))
                .orElseThrow(() -> new WrongInputException(Sentence.of("line.tlsLevel")));
        return Map.entry(DomainName.canonical(key), level);
    }
}
