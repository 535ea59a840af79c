package ee.qmail.checkpassword;

import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.directory.AccountQueries.MailboxRow;
import ee.qmail.directory.Names;
import ee.qmail.directory.Users;
import ee.qmail.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * checkpassword (POP-3): tells whose mailbox a name and password open at a door. Users are named as {@link AccountFinder} finds them. A
 * wrong name takes as long as a wrong password, and so does a mailbox whose user may not use that door. Safe for use by several threads.
 */
@ApplicationScoped
public class Passwords {
    private static final Logger LOG = Logger.getLogger(Passwords.class.getName());
    private static final int MAX_REMEMBERED = 10_000;

    private final AccountFinder accounts;
    private final Users users;
    private final PasswordHashes hashes;
    private final VerifiedCache verified;
    private final PasswordUpgrade upgrade;
    private final AppPasswords appPasswords;
    private final ServerIdentities server;

    /** For the container's proxies. */
    protected Passwords() {
        this(null, null, null, null, null, null, System::nanoTime);
    }

    @Inject
    public Passwords(
            AccountFinder accounts,
            Users users,
            PasswordHashes hashes,
            PasswordUpgrade upgrade,
            AppPasswords appPasswords,
            ServerIdentities server) {
        this(accounts, users, hashes, upgrade, appPasswords, server, System::nanoTime);
    }

    public Passwords(
            AccountFinder accounts,
            Users users,
            PasswordHashes hashes,
            PasswordUpgrade upgrade,
            AppPasswords appPasswords,
            ServerIdentities server,
            LongSupplier nanoTime) {
        this.accounts = accounts;
        this.users = users;
        this.upgrade = upgrade;
        this.hashes = hashes;
        this.appPasswords = appPasswords;
        this.server = server;
        this.verified = new VerifiedCache(MAX_REMEMBERED, nanoTime);
    }

    /** @return empty if name or password is wrong, or nobody may log in there */
    public Optional<Identity> checkPassword(Door door, String user, String password) {
        Account account = accounts.find(user);
        String given = given(password);
        if (appPasswords.isRight(account, door, given)) {
            return Optional.of(accounts.identity(account));
        }
        return server.areUsed() ? byServer(door, user, given) : byHash(door, account, given);
    }

    /**
     * Tells whose mailbox a name and password open at the console: the password of the mailbox, and none of a program.
     *
     * @return its address as it is stored; empty if name or password is wrong, or the mailbox is suspended
     */
    public Optional<String> checkOwner(String user, String password) {
        String given = given(password);
        if (server.areUsed()) {
            return server.check(user, given)
                    .map(accounts::find)
                    .filter(Account::isEnabled)
                    .map(Account::address);
        }
        Account account = accounts.find(user);
        String hash = account.isEnabled() ? account.mailbox().orElseThrow().passwordHash() : null;
        return isOwners(account, given, hash) ? Optional.of(account.address()) : Optional.empty();
    }

    /** Tells whether these credentials were right within a month, at whatever door. Quick. */
    public boolean wasOwners(String user, String password) {
        Account account = accounts.find(user);
        String hash = server.areUsed() || !account.isEnabled()
                ? null
                : account.mailbox().orElseThrow().passwordHash();
        return hash != null && verified.wasRight(account.address(), given(password), hash);
    }

    /**
     * Returns a mark of the current password of a mailbox that tells nothing about it, and is another one after each change.
     *
     * @param address as it is stored
     * @return empty if there is no such mailbox, or it is suspended
     */
    public Optional<String> ownerMark(String address) {
        return accounts.find(address)
                .mailbox()
                .filter(MailboxRow::enabled)
                .map(row -> server.areUsed() || row.passwordHash() == null ? "" : Sha256.hex(row.passwordHash()));
    }

    /** The name under which guesses at a mailbox count, at whatever door. */
    public String guardedName(String user) {
        return accounts.find(user).address();
    }

    private boolean isOwners(Account account, String given, String hash) {
        boolean right = hash == null
                ? isRight(given, null)
                : verified.verify(account.address(), given, hash, () -> isRight(given, hash));
        if (right) {
            upgrade(account, given, hash);
        }
        return right;
    }

    private Optional<Identity> byServer(Door door, String user, String given) {
        return server.check(user, given)
                .map(accounts::find)
                .filter(account -> account.usableAt(door).isPresent())
                .map(accounts::identity);
    }

    private Optional<Identity> byHash(Door door, Account account, String given) {
        return isOwners(account, given, account.passwordHash(door))
                ? Optional.of(accounts.identity(account))
                : Optional.empty();
    }

    /** As sent, and else in the composed form of its characters, in which new ones are kept: some mail programs send another (AUTH-6). */
    private boolean isRight(String given, String hash) {
        String composed = composed(given);
        boolean right = hashes.verify(given, hash);
        return right || !composed.equals(given) && hashes.verify(composed, hash);
    }

    /** A password in the form in which it is kept. */
    public static String composed(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    /** What is kept of a password from elsewhere, or by an earlier version, is completed now that the password is known. */
    private void upgrade(Account account, String password, String hash) {
        boolean fromElsewhere = PasswordHashes.isFromElsewhere(hash);
        boolean hasScram = account.mailbox().map(MailboxRow::scram).isPresent();
        if (!fromElsewhere && hasScram) {
            return;
        }
        try {
            String fresh = fromElsewhere ? hashes.hash(composed(password)) : hash;
            upgrade.replace(account.name(), account.domain(), hash, fresh, hashes.scram(password));
        } catch (RuntimeException | Error e) {
            // the old one is as good until the next log-in
            LOG.log(Level.WARNING, "the password hash of " + account.address() + " stays as it is for now", e);
        }
    }

    /** Returns the result of {@link #checkPassword} if the password is known to be right; quick, and empty if that is unknown. */
    public Optional<Identity> checkRemembered(Door door, String user, String password) {
        Account account = accounts.find(user);
        String hash = hash(door, account);
        String given = given(password);
        boolean right = hash != null && verified.isRemembered(account.address(), given, hash)
                || appPasswords.isRight(account, door, given);
        return right ? Optional.of(accounts.identity(account)) : Optional.empty();
    }

    /**
     * Tells whether these credentials were right within a month, or are an application password; only {@link #checkPassword} tells whether
     * they still are. Quick.
     */
    public boolean wasRight(Door door, String user, String password) {
        Account account = accounts.find(user);
        String hash = hash(door, account);
        String given = given(password);
        return hash != null && verified.wasRight(account.address(), given, hash)
                || appPasswords.isRight(account, door, given);
    }

    /** Null if no password that is kept here is good. */
    private String hash(Door door, Account account) {
        return server.areUsed() ? null : account.passwordHash(door);
    }

    private static String given(String password) {
        return password.length() > Names.MAX_PASSWORD ? "" : password;
    }

    /**
     * @param timestamp as in the greeting, with its angle brackets
     * @param digest 32 hexadecimal digits
     * @return empty if name or digest is wrong, or no APOP secret is kept there
     */
    public Optional<Identity> checkApop(Door door, String user, String timestamp, String digest) {
        Account account = accounts.find(user);
        String secret = server.areUsed()
                ? null
                : account.usableAt(door).map(MailboxRow::apopSecret).orElse(null);
        byte[] right = md5Hex(timestamp + (secret == null ? "" : secret));
        byte[] given = digest.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        boolean equal = MessageDigest.isEqual(right, given);
        return equal && secret != null ? Optional.of(accounts.identity(account)) : Optional.empty();
    }

    /** Tells whether APOP should be offered. */
    public boolean anyApopSecret() {
        return !server.areUsed() && users.anyApopSecret();
    }

    private static byte[] md5Hex(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
