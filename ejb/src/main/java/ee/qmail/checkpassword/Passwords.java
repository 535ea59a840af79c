package ee.qmail.checkpassword;

import ee.qmail.address.DomainName;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.AccountQueries.MailboxRow;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Names;
import ee.qmail.directory.Users;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * checkpassword (POP-3): tells whose Maildir a name and password open. A user is {@code name@domain},
 * {@code name%domain} or {@code name/domain}, or {@code name} for a mailbox of control/defaultdomain. A wrong name takes as long as a wrong password. Safe for use by several threads.
 */
@ApplicationScoped
public class Passwords {
    private static final Logger LOG = Logger.getLogger(Passwords.class.getName());
    private static final int MAX_REMEMBERED = 10_000;

    private final Users users;
    private final MailStore mail;
    private final PasswordHashes hashes;
    private final Supplier<String> defaultDomain;
    private final VerifiedCache verified;
    private final PasswordUpgrade upgrade;

    /** For the container's proxies. */
    protected Passwords() {
        this(null, null, null, null, null, System::nanoTime);
    }

    @Inject
    public Passwords(Users users, MailStore mail, PasswordHashes hashes, PasswordUpgrade upgrade, ControlFiles files) {
        this(users, mail, hashes, upgrade, () -> files.current().defaultdomain(), System::nanoTime);
    }

    public Passwords(
            Users users,
            MailStore mail,
            PasswordHashes hashes,
            PasswordUpgrade upgrade,
            Supplier<String> defaultDomain,
            LongSupplier nanoTime) {
        this.users = users;
        this.upgrade = upgrade;
        this.mail = mail;
        this.hashes = hashes;
        this.defaultDomain = defaultDomain;
        this.verified = new VerifiedCache(MAX_REMEMBERED, nanoTime);
    }

    /** @return the Maildir; empty if name or password is wrong, or nobody may log in there */
    public Optional<Path> checkPassword(String user, String password) {
        Login login = login(user);
        String hash = login.passwordHash();
        String given = given(password);
        boolean right = hash == null
                ? hashes.verify(given, null)
                : verified.verify(login.address(), given, hash, () -> hashes.verify(given, hash));
        if (right && PasswordHashes.isFromElsewhere(hash)) {
            replace(login, given, hash);
        }
        return right ? Optional.of(maildir(login)) : Optional.empty();
    }

    /** The old one is as good until the next log-in. */
    private void replace(Login login, String password, String old) {
        try {
            upgrade.replace(login.name(), login.domain(), old, hashes.hash(password));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the imported password hash of " + login.address() + " stays for now", e);
        }
    }

    /** Returns the result of {@link #checkPassword} if the password is known to be right; quick, and empty if that is unknown. */
    public Optional<Path> checkRemembered(String user, String password) {
        Login login = login(user);
        String hash = login.passwordHash();
        boolean right = hash != null && verified.isRemembered(login.address(), given(password), hash);
        return right ? Optional.of(maildir(login)) : Optional.empty();
    }

    /** Tells whether these credentials were right within a month; only {@link #checkPassword} tells whether they still are. Quick. */
    public boolean wasRight(String user, String password) {
        Login login = login(user);
        String hash = login.passwordHash();
        return hash != null && verified.wasRight(login.address(), given(password), hash);
    }

    /** Of the mailbox that a user means, whether or not there is one. */
    public String address(String user) {
        return login(user).address();
    }

    private static String given(String password) {
        return password.length() > Names.MAX_PASSWORD ? "" : password;
    }

    private Path maildir(Login login) {
        return mail.maildir(login.domain(), login.name());
    }

    /**
     * @param timestamp as in the greeting, with its angle brackets
     * @param digest 32 hexadecimal digits
     * @return the Maildir; empty if name or digest is wrong, or no APOP secret is kept there
     */
    public Optional<Path> checkApop(String user, String timestamp, String digest) {
        Login login = login(user);
        String secret = login.account()
                .filter(MailboxRow::enabled)
                .map(MailboxRow::apopSecret)
                .orElse(null);
        byte[] right = md5Hex(timestamp + (secret == null ? "" : secret));
        byte[] given = digest.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        boolean equal = MessageDigest.isEqual(right, given);
        return equal && secret != null ? Optional.of(maildir(login)) : Optional.empty();
    }

    /** Tells whether APOP should be offered. */
    public boolean anyApopSecret() {
        return users.anyApopSecret();
    }

    private record Login(String name, String domain, Optional<MailboxRow> account) {
        String address() {
            return name + "@" + domain;
        }

        /** Null if nobody may log in. */
        String passwordHash() {
            return account.filter(MailboxRow::enabled)
                    .map(MailboxRow::passwordHash)
                    .orElse(null);
        }
    }

    private Login login(String user) {
        int at = separator(user);
        String name = Names.lower(at < 0 ? user : user.substring(0, at));
        String domain = DomainName.canonical(at < 0 ? defaultDomain.get() : user.substring(at + 1));
        return new Login(name, domain, users.mailbox(name, domain));
    }

    /** Some mail programs do not take an at sign in a name (VP-11). */
    private static int separator(String user) {
        int at = user.lastIndexOf('@');
        return at >= 0 ? at : Math.max(user.lastIndexOf('%'), user.lastIndexOf('/'));
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
