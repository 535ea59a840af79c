package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Addresses and domains that belong to a local user (RW-4). Immutable. */
public final class VirtualDomains {
    private final Map<String, String> prefixes = new LinkedHashMap<>();

    /** @param lines {@code key:prefix}; a line without a colon is dropped, of equal keys the last wins (CTL-6) */
    VirtualDomains(Collection<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon >= 0) {
                prefixes.put(DomainLookup.canonical(line.substring(0, colon)), line.substring(colon + 1));
            }
        }
    }

    /**
     * Returns the prefix that is put, with a hyphen, in front of an address. The address is looked up, then its domain,
     * then each {@code .suffix} of the domain from longest to shortest, then the empty key.
     *
     * @return empty if there is no entry or if the first one found says that the address is not virtual
     */
    public Optional<String> prefix(String address) {
        String found = prefixes.get(DomainLookup.canonical(address));
        if (found == null) {
            found = prefixes.get(DomainLookup.find(DomainLookup.domainOf(address), prefixes::containsKey)
                    .orElse(""));
        }
        return Optional.ofNullable(found).filter(prefix -> !prefix.isEmpty());
    }

    /** Key, as it is compared, to prefix, in the order of the file. */
    public Map<String, String> entries() {
        return Collections.unmodifiableMap(prefixes);
    }
}
