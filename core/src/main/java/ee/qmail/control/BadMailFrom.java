package ee.qmail.control;

import java.util.Collection;

/** Envelope senders that are refused: {@code user@host} or {@code @host} (SMTP-8). Immutable. */
public final class BadMailFrom {
    private final DomainSet entries;

    BadMailFrom(Collection<String> entries) {
        this.entries = new DomainSet(entries);
    }

    /** @param sender envelope sender; the empty one is never refused */
    public boolean contains(String sender) {
        int at = sender.lastIndexOf('@');
        return !sender.isEmpty() && (entries.contains(sender) || at >= 0 && entries.contains(sender.substring(at)));
    }
}
