package ee.qmail.directory;

import ee.qmail.address.DomainName;
import ee.qmail.directory.AccountQueries.MailboxRow;
import ee.qmail.directory.LocalUser.AliasUser;
import ee.qmail.directory.LocalUser.DotQmailUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.dotqmail.DotQmailFile;
import ee.qmail.lspawn.Assignment;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Finds the users that have mail here, for RCPT and for delivery. Answers come from memory where they can: a change in this process is
 * seen as soon as it has committed, one by another node within 5 seconds. An answer that cannot be had (database down)
 * is an exception, never a "no". Safe for use by several threads.
 */
@ApplicationScoped
public class Users implements MailUsers {
    private static final long LIFE = Duration.ofSeconds(5).toNanos();
    private static final int MAX_ENTRIES = 20_000;

    private record Address(String name, String domain) {
        @Override
        public String toString() {
            return name + "@" + domain;
        }
    }

    private final AccountQueries queries;
    private final MailStore mail;
    private final RecentCache<String, Boolean> domains;
    private final RecentCache<Address, Optional<LocalUser>> users;
    private final RecentCache<Address, Optional<MailboxRow>> mailboxes;
    private final RecentCache<String, Boolean> apop;

    /** For the container's proxies. */
    protected Users() {
        this(null, null);
    }

    @Inject
    public Users(AccountQueries queries, MailStore mail) {
        this(queries, mail, System::nanoTime);
    }

    public Users(AccountQueries queries, MailStore mail, LongSupplier nanoTime) {
        this.queries = queries;
        this.mail = mail;
        this.domains = new RecentCache<>(MAX_ENTRIES, LIFE, nanoTime);
        this.users = new RecentCache<>(MAX_ENTRIES, LIFE, nanoTime);
        this.mailboxes = new RecentCache<>(MAX_ENTRIES, LIFE, nanoTime);
        this.apop = new RecentCache<>(1, LIFE, nanoTime);
    }

    @Override
    public boolean isServed(String domain) {
        return isServed(domain, queries::domainExists);
    }

    @Override
    public Optional<LocalUser> lookup(String localPart, String domain) {
        return lookup(localPart, domain, queries::domainExists, this::read);
    }

    /** The same from memory alone: it throws {@link NotInMemoryException} where it would have to ask the database. */
    public MailUsers inMemory() {
        return new MailUsers() {
            @Override
            public boolean isServed(String domain) {
                return Users.this.isServed(domain, this::absent);
            }

            @Override
            public Optional<LocalUser> lookup(String localPart, String domain) {
                return Users.this.lookup(localPart, domain, this::absent, this::absent);
            }

            private <T> T absent(Object what) {
                throw new NotInMemoryException(what);
            }
        };
    }

    private boolean isServed(String domain, Function<String, Boolean> reader) {
        String canonical = DomainName.canonical(domain);
        return Names.isDomain(canonical) && domains.get(canonical, reader);
    }

    private Optional<LocalUser> lookup(
            String localPart,
            String domain,
            Function<String, Boolean> domainReader,
            Function<Address, Optional<LocalUser>> reader) {
        return isServed(domain, domainReader)
                ? users.get(new Address(Names.lower(localPart), DomainName.canonical(domain)), reader)
                : Optional.empty();
    }

    public Optional<MailboxRow> mailbox(String localPart, String domain) {
        String canonical = DomainName.canonical(domain);
        if (!Names.isLocalPart(localPart) || !Names.isDomain(canonical)) {
            return Optional.empty();
        }
        Address address = new Address(Names.lower(localPart), canonical);
        return mailboxes.get(address, key -> queries.mailbox(key.name(), key.domain()));
    }

    public boolean anyApopSecret() {
        return apop.get("", key -> queries.anyApopSecret());
    }

    /** To be called after a change has committed. */
    public void changed() {
        domains.clear();
        users.clear();
        mailboxes.clear();
        apop.clear();
    }

    /** A name that nobody can have made is still one that a {@code .qmail-default} takes. */
    private Optional<LocalUser> read(Address wanted) {
        if (!Names.isLocalPart(wanted.name())) {
            return inDotQmail(wanted);
        }
        String address = wanted.toString();
        List<String> targets = queries.aliasTargets(wanted.name(), wanted.domain());
        if (!targets.isEmpty()) {
            return Optional.of(new AliasUser(address, targets));
        }
        Optional<MailboxRow> row = queries.mailbox(wanted.name(), wanted.domain());
        if (row.isPresent() || wanted.name().equals("postmaster")) {
            long quota = row.map(MailboxRow::quota).orElse(0L);
            Forward forward = row.map(MailboxRow::forward).orElse(Forward.NONE);
            boolean answers = row.map(MailboxRow::answers).orElse(false);
            Path maildir = mail.maildir(wanted.domain(), wanted.name());
            return Optional.of(new MailboxUser(address, maildir, quota, forward, answers));
        }
        return wanted.name().equals("abuse")
                ? read(new Address("postmaster", wanted.domain())).map(user -> user.as(address))
                : inDotQmail(wanted);
    }

    /** Falls back to {@code .qmail-NAME}, then {@code .qmail-default}, in the domain's home (VP-4). */
    private Optional<LocalUser> inDotQmail(Address wanted) {
        Path home = mail.home(wanted.domain());
        try {
            return DotQmailFile.find(home, "-", wanted.name())
                    .map(file -> new DotQmailUser(
                            wanted.toString(), new Assignment(wanted.domain(), home, "-", wanted.name())));
        } catch (IOException e) {
            throw new UncheckedIOException("it cannot be told whether " + wanted + " has a .qmail file", e);
        }
    }
}
