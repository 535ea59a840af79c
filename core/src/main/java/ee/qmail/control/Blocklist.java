package ee.qmail.control;

import ee.qmail.address.DomainName;
import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;

/**
 * A list of addresses that is asked by DNS (RFC 5782).
 *
 * @param zone such as {@code bl.example.org}
 * @param deferring whether the clients in it are told to try again (451), and not that it is for good (553)
 */
public record Blocklist(String zone, boolean deferring) {
    /** @throws IllegalArgumentException whose message says what would be right */
    static Blocklist parse(String line) {
        int colon = line.indexOf(':');
        String zone = DomainName.canonical(colon < 0 ? line : line.substring(0, colon));
        String mode = colon < 0 ? "refuse" : line.substring(colon + 1);
        boolean known = mode.equals("refuse") || mode.equals("defer");
        if (!known || !LineCheck.HOST_NAME.matcher(zone).matches()) {
            throw new WrongInputException(Sentence.of("line.blocklist"));
        }
        return new Blocklist(zone, mode.equals("defer"));
    }
}
