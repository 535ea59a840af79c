package ee.qmail.control;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** A list of names in which ASCII case does not matter: locals, percenthack. Immutable. */
public final class DomainSet {
    private final Set<String> names = new TreeSet<>();

    DomainSet(Collection<String> names) {
        names.forEach(name -> this.names.add(DomainLookup.lower(name)));
    }

    public boolean contains(String domain) {
        return names.contains(DomainLookup.lower(domain));
    }

    /** All names in lower case, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }
}
