package ee.qmail.accounts;

import ee.qmail.checkpassword.AccountFinder;
import ee.qmail.checkpassword.AppPasswords;
import ee.qmail.checkpassword.PasswordHashes;
import ee.qmail.checkpassword.PasswordUpgrade;
import ee.qmail.checkpassword.Passwords;
import ee.qmail.checkpassword.ServerIdentities;
import ee.qmail.directory.AccountQueries;
import ee.qmail.directory.DomainRouting;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.TestDatabase;
import ee.qmail.directory.Users;
import ee.qmail.time.SettableClock;
import jakarta.persistence.EntityManager;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.glassfish.soteria.identitystores.hash.Pbkdf2PasswordHashImpl;

/** The services put together by hand, with transactions, a clock and control files that the test commands. */
public final class TestAccounts implements TransactionEnd, AutoCloseable {
    public static final PasswordHashes HASHES = new PasswordHashes(new Pbkdf2PasswordHashImpl());
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    public final EntityManager entities = TestDatabase.open();
    private final EntityManager queried = TestDatabase.open();
    public final AccountQueries queries = new AccountQueries(queried) {
        @Override
        public void appPasswordUsed(long id, Instant at) {
            queried.getTransaction().begin();
            super.appPasswordUsed(id, at);
            queried.getTransaction().commit();
        }
    };
    /** Stores of an application server; null: not asked. */
    public List<IdentityStore> stores;

    public final ServerIdentities server = new ServerIdentities(() -> stores != null, () -> stores);
    /** Of application passwords. */
    public final SettableClock clock = new SettableClock(CLOCK.instant());

    public final AtomicLong nanoTime = new AtomicLong();
    final List<String> routed = new ArrayList<>();
    public final MailStore mail;
    public final Users users;
    public final Accounts accounts;
    public final MailboxChanges mailboxes;
    public final CatchAlls catchAlls;
    public final AccountFinder finder;
    public final Passwords passwords;
    final List<AccountChange> changes = new ArrayList<>();
    RuntimeException controlFilesFail;

    private final List<Runnable> onCommit = new ArrayList<>();
    private final List<Runnable> onRollback = new ArrayList<>();

    public TestAccounts(Path root) {
        TestDatabase.empty();
        mail = new MailStore(root, CLOCK);
        users = new Users(queries, mail, nanoTime::get);
        PasswordUpgrade upgrade = new PasswordUpgrade(entities, users) {
            @Override
            public void replace(String name, String domain, String old, String fresh, String scram) {
                run(() -> super.replace(name, domain, old, fresh, scram));
            }
        };
        finder = new AccountFinder(users, mail, () -> "example.org");
        AppPasswords appPasswords = new AppPasswords(queries, clock);
        passwords = new Passwords(finder, users, HASHES, upgrade, appPasswords, server, nanoTime::get);
        AccountRows rows = new AccountRows(entities);
        accounts = new Accounts(rows, users, mail, new FakeRouting(), HASHES, this, changes::add, CLOCK);
        mailboxes = new MailboxChanges(rows, accounts, mail, this);
        catchAlls = new CatchAlls(rows, accounts, mail);
    }

    public <T> T commit(Supplier<T> work) {
        entities.getTransaction().begin();
        try {
            T result = work.get();
            entities.getTransaction().commit();
            onCommit.forEach(Runnable::run);
            return result;
        } catch (RuntimeException e) {
            entities.getTransaction().rollback();
            onRollback.forEach(Runnable::run);
            throw e;
        } finally {
            entities.clear();
            onCommit.clear();
            onRollback.clear();
        }
    }

    public void run(Runnable work) {
        commit(() -> {
            work.run();
            return null;
        });
    }

    @Override
    public void onCommit(Runnable action) {
        onCommit.add(action);
    }

    @Override
    public void onRollback(Runnable action) {
        onRollback.add(action);
    }

    @Override
    public void close() {
        entities.close();
    }

    private final class FakeRouting implements DomainRouting {
        @Override
        public Runnable open(String domain) {
            failIfTold();
            routed.add(domain);
            return () -> routed.remove(domain);
        }

        @Override
        public Runnable close(String domain) {
            failIfTold();
            routed.remove(domain);
            return () -> routed.add(domain);
        }

        private void failIfTold() {
            if (controlFilesFail != null) {
                throw controlFilesFail;
            }
        }
    }
}
