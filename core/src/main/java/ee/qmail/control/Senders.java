package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Envelope senders that users may use beside their own: {@code user@host:sender} or {@code user@host:@domain}. Immutable. */
public final class Senders {
    private final Set<String> entries = new HashSet<>();

    Senders(Collection<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            entries.add(DomainLookup.canonical(line.substring(0, colon)) + ":"
                    + DomainLookup.canonical(line.substring(colon + 1)));
        }
    }

    /**
     * @param login the address of a mailbox
     * @param sender an address, or {@code @} and a domain; each in its one spelling
     */
    public boolean lends(String login, String sender) {
        return !entries.isEmpty() && entries.contains(login + ":" + sender);
    }
}
