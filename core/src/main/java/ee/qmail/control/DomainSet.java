package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** A list of domains or addresses, compared by {@link DomainLookup#canonical}: locals, percenthack. Immutable. */
public final class DomainSet {
    private final Set<String> names = new TreeSet<>();

    DomainSet(Collection<String> names) {
        names.forEach(name -> this.names.add(DomainLookup.canonical(name)));
    }

    public boolean contains(String domain) {
        return names.contains(DomainLookup.canonical(domain));
    }

    /** All names as they are compared, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }
}
