package ee.qmail.checkpassword;

import ee.qmail.contract.Door;
import ee.qmail.directory.AccountQueries;
import ee.qmail.directory.AccountQueries.AppPasswordRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Checks application passwords (AUTH-18). Only what has their form costs a question to the database. */
@ApplicationScoped
public class AppPasswords {
    private static final Logger LOG = Logger.getLogger(AppPasswords.class.getName());
    /** A program that polls shall not write to the database each time. */
    private static final Duration BETWEEN_NOTES = Duration.ofHours(1);

    private final AccountQueries queries;
    private final Clock clock;

    /** For the container's proxies. */
    protected AppPasswords() {
        this(null, null);
    }

    @Inject
    public AppPasswords(AccountQueries queries) {
        this(queries, Clock.systemUTC());
    }

    public AppPasswords(AccountQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    /** Tells whether it is one of this account that is good there. Quick. */
    boolean isRight(Account account, Door door, String password) {
        Optional<String> hash = AppPasswordText.hash(password);
        if (hash.isEmpty()) {
            return false;
        }
        // asked in any case: it must not take another time where there is no such user
        Optional<AppPasswordRow> found = queries.appPassword(account.name(), account.domain(), hash.get())
                .filter(row -> account.usableAt(door).isPresent() && row.scope().allows(door));
        found.ifPresent(row -> note(row, account));
        return found.isPresent();
    }

    private void note(AppPasswordRow row, Account account) {
        Instant now = clock.instant();
        if (row.lastUsed() != null && row.lastUsed().plus(BETWEEN_NOTES).isAfter(now)) {
            return;
        }
        try {
            queries.appPasswordUsed(row.id(), now);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "the last use of an application password of " + account.address() + " is not noted",
                    e);
        }
    }
}
