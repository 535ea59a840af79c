package ee.qmail.local;

import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.loop.SteadyClock;
import ee.qmail.maildir.Maildir;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The use of the mailboxes that have a quota (VP-6). A Maildir is counted by the names of its files; a count is believed for a
 * second, with the deliveries since. Safe for use by several threads; deliveries at the same moment may together go a little over.
 */
@ApplicationScoped
public class Quotas {
    private static final Duration LIFE = Duration.ofSeconds(1);
    private static final int MAX_COUNTS = 10_000;

    private record Count(long octets, Instant until) {}

    private final Map<Path, Count> counts = new ConcurrentHashMap<>();
    private final Clock clock;

    public Quotas() {
        this(new SteadyClock());
    }

    Quotas(Clock clock) {
        this.clock = clock;
    }

    /** Octets of the messages in it. Blocks on the disk. */
    public long used(Path maildir) throws IOException {
        Instant now = clock.instant();
        Count count = counts.get(maildir);
        if (count == null || !now.isBefore(count.until)) {
            if (counts.size() >= MAX_COUNTS) {
                counts.clear();
            }
            count = new Count(new Maildir(maildir).octets(), now.plus(LIFE));
            counts.put(maildir, count);
        }
        return count.octets;
    }

    /** Tells whether a message of this many octets may still be added; always, if there is no quota. */
    public boolean fits(MailboxUser mailbox, long octets) throws IOException {
        return mailbox.quota() == 0 || octets <= mailbox.quota() - used(mailbox.maildir());
    }

    /**
     * The same before delivery: where a {@code .qmail} file says what is done with the mail, the quota does not count.
     *
     * @throws UncheckedIOException if that cannot be told
     */
    public boolean mayTake(MailboxUser mailbox, long octets) {
        try {
            return fits(mailbox, octets) || LocalDelivery.ruledByFile(mailbox).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be told how full the mailbox " + mailbox.address() + " is", e);
        }
    }

    void added(MailboxUser mailbox, long octets) {
        if (mailbox.quota() > 0) {
            counts.computeIfPresent(mailbox.maildir(), (path, count) -> new Count(count.octets + octets, count.until));
        }
    }
}
