package ee.qmail.accounts;

import ee.qmail.accounts.AccountChange.Action;
import ee.qmail.accounts.AccountChange.Kind;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.caller.Caller;
import ee.qmail.checkpassword.AppPasswordText;
import ee.qmail.checkpassword.PasswordHashes;
import ee.qmail.checkpassword.Passwords;
import ee.qmail.directory.Alias;
import ee.qmail.directory.AppPassword;
import ee.qmail.directory.Domain;
import ee.qmail.directory.DomainRouting;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Mailbox;
import ee.qmail.directory.Names;
import ee.qmail.directory.Rights;
import ee.qmail.directory.Users;
import ee.qmail.routing.ForwardTarget;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Creates, lists and deletes domains, mailboxes and aliases (vadddomain, vadduser, valias and their kin). Each call is
 * one transaction or takes part in the caller's; a change that fails, in the database or in a control file, changes
 * nothing. Names are taken in any case of letters and kept in lower case.
 *
 * <p>Methods that take names throw {@link InvalidInputException} for one that cannot be, {@link NotFoundException} for
 * one that is not there and {@link AlreadyExistsException} for one to be created that is. Domain administrators may use them for their domains, owners some of them for
 * their mailbox; all else is {@link ee.qmail.caller.NotPermittedException}, before anything is looked up.
 */
@ApplicationScoped
@Transactional
public class Accounts {
    private static final Logger LOG = Logger.getLogger(Accounts.class.getName());
    static final String POSTMASTER = "postmaster";

    private final AccountRows rows;
    private final Users users;
    private final MailStore mail;
    private final DomainRouting routing;
    private final PasswordHashes hashes;
    private final TransactionEnd transaction;
    private final Consumer<AccountChange> changes;
    private final Clock clock;

    /** For the container's proxies. */
    protected Accounts() {
        this(null, null, null, null, null, null, null, null);
    }

    @Inject
    public Accounts(
            AccountRows rows,
            Users users,
            MailStore mail,
            DomainRouting routing,
            PasswordHashes hashes,
            TransactionEnd transaction,
            Event<AccountChange> changes) {
        this(rows, users, mail, routing, hashes, transaction, changes::fire, Clock.systemUTC());
    }

    public Accounts(
            AccountRows rows,
            Users users,
            MailStore mail,
            DomainRouting routing,
            PasswordHashes hashes,
            TransactionEnd transaction,
            Consumer<AccountChange> changes,
            Clock clock) {
        this.rows = rows;
        this.users = users;
        this.mail = mail;
        this.routing = routing;
        this.hashes = hashes;
        this.transaction = transaction;
        this.changes = changes;
        this.clock = clock;
    }

    /** All domains by name that the caller manages. */
    public List<DomainSummary> domains() {
        Caller caller = Caller.current();
        return rows.summaries().stream()
                .filter(domain -> caller.isManagerOf(domain.name()))
                .toList();
    }

    public DomainSummary domain(String name) {
        String stored = managed(name);
        return rows.summary(stored).orElseThrow(() -> noDomain(stored));
    }

    /** Makes a domain deliverable at once, with a mailbox postmaster that keeps mail and that nobody can log in to. */
    @Audited(value = Deed.DOMAIN_CREATED, to = Thing.DOMAIN)
    public DomainSummary createDomain(String name) {
        Caller.current().mustBeAdministrator();
        String stored = Names.domain(name);
        if (rows.domain(stored).isPresent()) {
            throw new AlreadyExistsException(Sentence.of("account.domainExists", stored));
        }
        Domain domain = new Domain(stored, now());
        rows.insert(domain, Sentence.of("account.domainExists", stored));
        announceAfterCommit(Kind.DOMAIN, Action.CREATED, stored);
        addMailbox(domain, POSTMASTER, null);
        transaction.onRollback(routing.open(stored));
        return domain(stored);
    }

    /** Creates the domain if it is not there, and sees to its control files in either case. */
    public void ensureDomain(String name) {
        String stored = Names.domain(name);
        if (rows.domain(stored).isPresent()) {
            transaction.onRollback(routing.open(stored));
        } else {
            createDomain(stored);
        }
    }

    /**
     * Deletes a domain with all that is in it, but not the one of this host. Its mail is set aside, see {@link MailStore}.
     */
    @Audited(value = Deed.DOMAIN_DELETED, to = Thing.DOMAIN)
    public void deleteDomain(String name) {
        Caller.current().mustBeAdministrator();
        Domain domain = existingDomain(name);
        if (routing.isThisHosts(domain.getName())) {
            throw new InvalidInputException(Sentence.of("account.domainOfMe", domain.getName()));
        }
        rows.delete(domain);
        transaction.onRollback(routing.close(domain.getName()));
        announceAfterCommit(Kind.DOMAIN, Action.DELETED, domain.getName());
        endWithTransaction(mail.begin(domain.getName()));
    }

    /**
     * What domain administrators may give to a mailbox of the domain; those that have more keep it.
     *
     * @param octets at least 1; null: any quota, and none
     */
    @Audited(value = Deed.DOMAIN_QUOTA, to = Thing.DOMAIN, detail = 1)
    public void setMostQuota(String name, Long octets) {
        Caller.current().mustBeAdministrator();
        existingDomain(name).setMostQuota(quota(octets));
    }

    /** All mailboxes of a domain by name. */
    public List<Mailbox> mailboxes(String domain) {
        return rows.mailboxes(existingDomain(domain));
    }

    public Mailbox mailbox(String domain, String name) {
        String stored = Names.name("mailbox", name);
        String in = Names.domain(domain);
        Caller.current().mustOwn(in, stored);
        Domain existing = rows.domain(in).orElseThrow(() -> noDomain(in));
        return rows.mailbox(existing, stored).orElseThrow(() -> missing("account.noMailbox", existing, stored));
    }

    /** Without a quota. */
    @Audited(value = Deed.MAILBOX_CREATED, to = Thing.ADDRESS)
    public Mailbox createMailbox(String domain, String name, String password) {
        return createMailbox(domain, name, password, null, Rights.ALL);
    }

    /**
     * @param password null: mail is kept, nobody can log in
     * @param quota as for {@link #setQuota}
     */
    @Audited(value = Deed.MAILBOX_CREATED, to = Thing.ADDRESS)
    public Mailbox createMailbox(String domain, String name, String password, Long quota, Rights rights) {
        managed(domain);
        String stored = Names.name("mailbox", name);
        Secrets secrets = password == null ? null : secrets(stored + "@" + Names.domain(domain), password);
        return createPreparedMailbox(domain, stored, secrets, quota, rights);
    }

    /** The same with a password that {@link #secrets} has made ready; null: nobody can log in. */
    @Audited(value = Deed.MAILBOX_CREATED, to = Thing.ADDRESS)
    public Mailbox createPreparedMailbox(String domain, String name, Secrets secrets, Long quota, Rights rights) {
        String stored = Names.name("mailbox", name);
        Domain existing = existingDomain(domain);
        Mailbox mailbox = newMailbox(existing, stored, secrets == null ? null : secrets.hash(), quota);
        mailbox.setRights(rights);
        if (secrets != null) {
            mailbox.setScram(secrets.scram());
        }
        return mailbox;
    }

    /**
     * Makes a mailbox of another server's, whose password is known by its hash only.
     *
     * @param hash as {@code crypt} makes it: MD5, SHA-256, SHA-512 or the oldest kind (VP-2); or one of a server as this
     * @param quota as for {@link #setQuota}
     */
    @Audited(value = Deed.MAILBOX_CREATED, to = Thing.ADDRESS)
    public Mailbox importMailbox(String domain, String name, String hash, Long quota, Rights rights) {
        Domain existing = existingDomain(domain);
        String stored = Names.name("mailbox", name);
        Mailbox mailbox = newMailbox(existing, stored, checkedHash(hash), quota);
        mailbox.setRights(rights);
        return mailbox;
    }

    /** As {@link #setPassword}, with a hash as {@link #importMailbox} takes it. */
    @Audited(value = Deed.MAILBOX_PASSWORD, to = Thing.ADDRESS)
    public void importPassword(String domain, String name, String hash) {
        managed(domain);
        Mailbox mailbox = mailbox(domain, name);
        mailbox.setPasswordHash(checkedHash(hash));
        changed(mailbox);
    }

    /** A hash as {@link #importMailbox} takes it. */
    public static String checkedHash(String hash) {
        if (PasswordHashes.isOurs(hash)) {
            return hash;
        }
        if (!PasswordHashes.isFromElsewhere(hash)) {
            throw new InvalidInputException("passwordHash", Sentence.of("password.hash"));
        }
        if (PasswordHashes.isOfEmptyPassword(hash)) {
            throw new InvalidInputException("passwordHash", Sentence.of("password.emptyHash"));
        }
        return hash;
    }

    @Audited(value = Deed.MAILBOX_PASSWORD, to = Thing.ADDRESS)
    public void setPassword(String domain, String name, String password) {
        setSecrets(domain, name, secrets(mailbox(domain, name).getAddress(), password));
    }

    /** @param secrets of the new password, as {@link #secrets} makes them ready */
    @Audited(value = Deed.MAILBOX_PASSWORD, to = Thing.ADDRESS)
    public void setSecrets(String domain, String name, Secrets secrets) {
        Mailbox mailbox = mailbox(domain, name);
        mailbox.setPasswordHash(secrets.hash());
        mailbox.setScram(secrets.scram());
        changed(mailbox);
    }

    /** What is kept of a password. */
    public record Secrets(String hash, String scram) {
        @Override
        public String toString() {
            return "secrets";
        }
    }

    /**
     * Makes ready what is kept of a password: some tenths of a second, which many would better not spend in a transaction.
     *
     * @param address of the mailbox
     * @throws IllegalStateException if others have the processors for too long
     */
    @Transactional(Transactional.TxType.SUPPORTS)
    public Secrets secrets(String address, String password) {
        String composed = Passwords.composed(Names.password(address, password));
        return new Secrets(hashes.hash(composed), hashes.scram(composed));
    }

    /** The hashes of the passwords of a domain, by the names of mailboxes, for administrators; those without a password are missing. */
    @AdministratorsOnly
    public Map<String, String> passwordHashes(String domain) {
        return rows.passwordHashes(existingDomain(domain));
    }

    /** @param secret kept in clear, which APOP needs; null: no APOP */
    public void setApopSecret(String domain, String name, String secret) {
        managed(domain);
        Mailbox mailbox = mailbox(domain, name);
        mailbox.setApopSecret(secret == null ? null : Names.secret(secret));
        changed(mailbox);
    }

    /**
     * @param octets the mailbox may hold, at least 1; null: no limit. Mail that is there stays in any case
     */
    @Audited(value = Deed.MAILBOX_QUOTA, to = Thing.ADDRESS, detail = 2)
    public void setQuota(String domain, String name, Long octets) {
        Long checked = allowed(existingDomain(domain), quota(octets));
        Mailbox mailbox = mailbox(domain, name);
        mailbox.setQuota(checked);
        changed(mailbox);
    }

    @Audited(value = Deed.MAILBOX_RIGHTS, to = Thing.ADDRESS, detail = 2)
    public void setRights(String domain, String name, Rights rights) {
        managed(domain);
        Mailbox mailbox = mailbox(domain, name);
        mailbox.setRights(rights);
        changed(mailbox);
    }

    /** All application passwords of a mailbox by name. */
    public List<AppPassword> appPasswords(String domain, String name) {
        return rows.appPasswords(mailbox(domain, name));
    }

    /**
     * Makes a password for one program, good besides the one of the mailbox until it is revoked.
     *
     * @param label what the user calls the program, 1 to 64 characters
     * @return the password, which is kept nowhere in clear
     */
    @Audited(
            value = Deed.APP_PASSWORD_MADE,
            to = Thing.ADDRESS,
            detail = {2, 3})
    public String createAppPassword(String domain, String name, String label, AppPassword.Scope scope) {
        Mailbox mailbox = mailbox(domain, name);
        String checked = Names.label(label);
        String password = AppPasswordText.generate();
        String hash = AppPasswordText.hash(password).orElseThrow();
        rows.insert(
                new AppPassword(mailbox, checked, scope, hash, now()),
                Sentence.of("account.appPasswordExists", checked, mailbox.getAddress()));
        changed(mailbox);
        return password;
    }

    /** It opens nothing any more; connections that were opened by it stay. */
    @Audited(value = Deed.APP_PASSWORD_REVOKED, to = Thing.ADDRESS, detail = 2)
    public void deleteAppPassword(String domain, String name, String label) {
        Mailbox mailbox = mailbox(domain, name);
        AppPassword password = rows.appPasswords(mailbox).stream()
                .filter(each -> each.getName().equals(label))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        Sentence.of("account.noAppPassword", Names.shown(label), mailbox.getAddress())));
        rows.delete(password);
        changed(mailbox);
    }

    /** @param enabled false: nobody can log in, mail is kept */
    @Audited(value = Deed.MAILBOX_LOGIN, to = Thing.ADDRESS, detail = 2)
    public void setEnabled(String domain, String name, boolean enabled) {
        managed(domain);
        Mailbox mailbox = mailbox(domain, name);
        mailbox.setEnabled(enabled);
        changed(mailbox);
    }

    /** Deletes a mailbox, but not a domain's postmaster. Its mail is set aside, see {@link MailStore}. */
    @Audited(value = Deed.MAILBOX_DELETED, to = Thing.ADDRESS)
    public void deleteMailbox(String domain, String name) {
        managed(domain);
        Mailbox mailbox = mailbox(domain, name);
        if (mailbox.getName().equals(POSTMASTER)) {
            throw new InvalidInputException(Sentence.of("account.postmaster", mailbox.getAddress()));
        }
        rows.delete(mailbox);
        announceAfterCommit(Kind.MAILBOX, Action.DELETED, mailbox.getAddress());
        endWithTransaction(mail.begin(Names.domain(domain), mailbox.getName()));
    }

    /** The row is still locked while the directory moves: after the commit another mailbox of this name may have one there. */
    private void endWithTransaction(Optional<MailStore.Deletion> begun) {
        begun.ifPresent(deletion -> {
            transaction.onCommit(() -> mail.complete(deletion));
            transaction.onRollback(() -> mail.takeBack(deletion));
        });
    }

    /** All aliases of a domain by name. */
    public List<Alias> aliases(String domain) {
        return rows.aliases(existingDomain(domain));
    }

    public Alias alias(String domain, String name) {
        String stored = Names.name("alias", name);
        Domain existing = existingDomain(domain);
        return rows.alias(existing, stored).orElseThrow(() -> missing("account.noAlias", existing, stored));
    }

    /** @param targets each the text of a {@link ee.qmail.routing.ForwardTarget} */
    @Audited(value = Deed.ALIAS_CREATED, to = Thing.ADDRESS, detail = 2)
    public Alias createAlias(String domain, String name, List<String> targets) {
        String in = managed(domain);
        String stored = Names.newAlias(name);
        List<String> checked = targets(stored + "@" + in, List.of(), targets);
        Domain existing = existingDomain(domain);
        requireNoAlias(existing, stored);
        if (!stored.equals(POSTMASTER)) {
            requireNoMailbox(existing, stored);
        }
        Alias alias = new Alias(existing, stored, checked, now());
        rows.insert(alias, Sentence.of("account.aliasExists", alias.getAddress()));
        announceAfterCommit(Kind.ALIAS, Action.CREATED, alias.getAddress());
        return alias;
    }

    /** @param targets instead of all those it has; as for {@link #createAlias} */
    @Audited(value = Deed.ALIAS_CHANGED, to = Thing.ADDRESS, detail = 2)
    public Alias setTargets(String domain, String name, List<String> targets) {
        Alias alias = alias(domain, name);
        alias.setTargets(targets(alias.getAddress(), alias.getTargets(), targets));
        rows.countAlias(alias.getDomainName(), alias.getName());
        announceAfterCommit(Kind.ALIAS, Action.CHANGED, alias.getAddress());
        return alias;
    }

    private List<String> targets(String alias, List<String> before, List<String> targets) {
        List<String> checked = Names.targets(alias, targets);
        requirePermitted(before, checked);
        requireNoLoop(alias, checked);
        return checked;
    }

    /** The queues of applications are for administrators to hand out; what leads there stays. */
    static void requirePermitted(List<String> before, List<String> targets) {
        if (!Caller.current().isAdministrator()) {
            targets.stream()
                    .filter(target -> ForwardTarget.of(target).address().isEmpty() && !before.contains(target))
                    .findFirst()
                    .ifPresent(target -> {
                        throw new InvalidInputException(
                                "targets", Sentence.of("target.notPermitted", Names.shown(target)));
                    });
        }
    }

    void requireNoLoop(String address, List<String> targets) {
        requireNoLoop(address, targets, Map.of());
    }

    /**
     * Looks whether mail that an address sends on would come back to it.
     *
     * @param wanted where other addresses are about to lead, whatever they do now
     * @throws AliasLoopException if it would
     */
    public void requireNoLoop(String address, List<String> targets, Map<String, List<String>> wanted) {
        AddressTargets now = new AddressTargets(rows, mail);
        new AliasLoops(each -> wanted.containsKey(each) ? wanted.get(each) : now.of(each))
                .find(address, targets)
                .ifPresent(way -> {
                    throw new AliasLoopException(
                            way.stream().map(Accounts::told).toList());
                });
    }

    /** Where mail of other domains goes is nobody's business but theirs and an administrator's. */
    private static String told(String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1);
        return Caller.current().isManagerOf(domain) || Caller.current().name().equals(address) ? address : "...";
    }

    @Audited(value = Deed.ALIAS_DELETED, to = Thing.ADDRESS)
    public void deleteAlias(String domain, String name) {
        Alias alias = alias(domain, name);
        rows.delete(alias);
        announceAfterCommit(Kind.ALIAS, Action.DELETED, alias.getAddress());
    }

    /** A quota as {@link #setQuota} takes it. */
    public static Long quota(Long octets) {
        if (octets != null && octets < 1) {
            throw new InvalidInputException("quota", Sentence.of("account.quota", String.valueOf(octets)));
        }
        return octets;
    }

    private static Long allowed(Domain domain, Long octets) {
        Long most = domain.getMostQuota();
        boolean isTooMuch = most != null && (octets == null || octets > most);
        if (isTooMuch && !Caller.current().isAdministrator()) {
            throw new InvalidInputException("quota", Sentence.of("account.mostQuota", String.valueOf(most)));
        }
        return octets;
    }

    private Mailbox newMailbox(Domain domain, String name, String hash, Long quota) {
        Long wanted = quota == null && !Caller.current().isAdministrator() ? domain.getMostQuota() : quota(quota);
        Long checked = allowed(domain, wanted);
        requireNoMailbox(domain, name);
        requireNoAlias(domain, name);
        Mailbox mailbox = addMailbox(domain, name, hash);
        mailbox.setQuota(checked);
        return mailbox;
    }

    private Mailbox addMailbox(Domain domain, String name, String hash) {
        Mailbox mailbox = new Mailbox(domain, name, hash, now());
        rows.insert(mailbox, Sentence.of("account.mailboxExists", mailbox.getAddress()));
        mail.create(domain.getName(), name);
        announceAfterCommit(Kind.MAILBOX, Action.CREATED, mailbox.getAddress());
        return mailbox;
    }

    void changed(Mailbox mailbox) {
        rows.countMailbox(mailbox.getDomainName(), mailbox.getName());
        announceAfterCommit(Kind.MAILBOX, Action.CHANGED, mailbox.getAddress());
    }

    /** After the commit: first to {@link Users}, whose answers are new from then on, then to observers. */
    void announceAfterCommit(Kind kind, Action action, String subject) {
        transaction.onCommit(users::changed);
        transaction.onCommit(() -> tell(new AccountChange(kind, action, subject)));
    }

    private void tell(AccountChange change) {
        try {
            changes.accept(change);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "an observer of " + change + " failed", e);
        }
    }

    /** One that the caller manages. */
    Domain existingDomain(String name) {
        String stored = managed(name);
        return rows.domain(stored).orElseThrow(() -> noDomain(stored));
    }

    /** @return the name as it is stored */
    static String managed(String domain) {
        String stored = Names.domain(domain);
        Caller.current().mustManage(stored);
        return stored;
    }

    void requireNoMailbox(Domain domain, String name) {
        if (rows.mailbox(domain, name).isPresent()) {
            throw exists("mailbox", domain, name);
        }
    }

    void requireNoAlias(Domain domain, String name) {
        if (rows.alias(domain, name).isPresent()) {
            throw exists("alias", domain, name);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static AlreadyExistsException exists(String what, Domain domain, String name) {
        return new AlreadyExistsException(Sentence.of("account.existsAs." + what, name, domain.getName()));
    }

    private static NotFoundException missing(String key, Domain domain, String name) {
        return new NotFoundException(Sentence.of(key, name, domain.getName()));
    }

    private static NotFoundException noDomain(String name) {
        return new NotFoundException(Sentence.of("account.noDomain", name));
    }
}
