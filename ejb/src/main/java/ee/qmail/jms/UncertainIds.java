package ee.qmail.jms;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Duplicate ids of units that may have been stored although whoever sent them was told that it is not known: what is sent again under one of them is a
 * repetition. The last ones only; safe for use by several threads.
 */
final class UncertainIds {
    private static final int MOST = 10_000;

    private final Set<String> ids = new LinkedHashSet<>();

    synchronized void add(List<Outgoing> unit) {
        unit.stream().map(Outgoing::uniqueId).filter(Objects::nonNull).forEach(ids::add);
        for (Iterator<String> oldest = ids.iterator(); ids.size() > MOST; ) {
            oldest.next();
            oldest.remove();
        }
    }

    synchronized boolean hasOneOf(List<Outgoing> unit) {
        return unit.stream().map(Outgoing::uniqueId).anyMatch(ids::contains);
    }
}
