package ee.qmail.jms;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Duplicate ids of units that may have been stored although their sender was told that it is not known: a unit that is sent again under one of them is a
 * repetition. The last ones only; safe for use by several threads.
 */
final class UncertainIds {
    private static final int MAX = 10_000;

    private final Set<String> ids = new LinkedHashSet<>();

    synchronized void add(List<QueuedMessage> unit) {
        unit.stream().map(QueuedMessage::uniqueId).filter(Objects::nonNull).forEach(ids::add);
        for (Iterator<String> oldest = ids.iterator(); ids.size() > MAX; ) {
            oldest.next();
            oldest.remove();
        }
    }

    synchronized boolean hasOneOf(List<QueuedMessage> unit) {
        return unit.stream().map(QueuedMessage::uniqueId).anyMatch(ids::contains);
    }
}
