package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The domains that anybody may send to (SMTP-7). Immutable. */
public final class Rcpthosts {
    private final boolean missing;
    private final DomainSet domains;

    private Rcpthosts(boolean missing, Collection<String> domains) {
        this.missing = missing;
        this.domains = new DomainSet(domains);
    }

    /** No such file: nobody may send to anybody. qmail let everybody send to everybody. */
    static Rcpthosts missing() {
        return new Rcpthosts(true, List.of());
    }

    /** @param more as in {@code morercpthosts} */
    static Rcpthosts of(Collection<String> domains, Collection<String> more) {
        return new Rcpthosts(
                false, Stream.concat(domains.stream(), more.stream()).toList());
    }

    public boolean isMissing() {
        return missing;
    }

    /**
     * Tells whether a client that may not relay may send to this address. An address without {@code @} is always
     * allowed, unless the file is missing.
     */
    public boolean allows(String address) {
        if (missing || address.lastIndexOf('@') < 0) {
            return !missing;
        }
        return DomainLookup.find(DomainLookup.domainOf(address), domains::contains)
                .isPresent();
    }

    /** The entries as they are compared, sorted. */
    public Collection<String> domains() {
        return domains.names();
    }
}
