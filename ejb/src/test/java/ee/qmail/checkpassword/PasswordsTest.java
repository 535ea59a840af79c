package ee.qmail.checkpassword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.Administrator;
import ee.qmail.accounts.Administrators;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.TestAccounts;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Rights;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private static final String STAMP = "<1896.697170952@dbc.mtview.ca.us>";

    @TempDir
    Path mail;

    private TestAccounts t;
    private Path maildir;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        maildir = mail.resolve("example.org/ana/Maildir");
        t.run(() -> {
            t.accounts.createDomain("example.org");
            t.accounts.createMailbox("example.org", "ana", "grün & blau");
        });
    }

    @AfterEach
    void stop() {
        t.close();
    }

    @Test
    void theRightPasswordOpensTheMaildir() {
        assertThat(check("ana@example.org", "grün & blau")).contains(maildir);
        assertThat(check("ANA@Example.org", "grün & blau")).contains(maildir);
        assertThat(check("ana", "grün & blau")).contains(maildir);
    }

    @Test
    void vp11ANameMayBeWrittenWithoutAnAtSign() {
        assertThat(check("ana%example.org", "grün & blau")).contains(maildir);
        assertThat(check("ana/example.org", "grün & blau")).contains(maildir);
        assertThat(check("ana%example.com", "grün & blau")).isEmpty();
        assertThat(check("x%ana@example.org", "grün & blau")).isEmpty();
    }

    @Test
    void wrongCredentialsOpenNothing() {
        assertThat(check("ana@example.org", "")).isEmpty();
        assertThat(check("ana@example.org", "grün & Blau")).isEmpty();
        assertThat(check("bob@example.org", "grün & blau")).isEmpty();
        assertThat(check("ana@example.com", "grün & blau")).isEmpty();
        assertThat(check("", "grün & blau")).isEmpty();
        assertThat(check("@", "grün & blau")).isEmpty();
    }

    @Test
    void aMailboxWithoutPasswordOrDisabledRefusesEveryLogIn() {
        assertThat(check("postmaster", "")).isEmpty();
        t.run(() -> t.accounts.setEnabled("example.org", "ana", false));
        assertThat(check("ana", "grün & blau")).isEmpty();
    }

    /** Made by openssl passwd and, the last one, perl's crypt: "open sesame" each. */
    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256", "SHA-512", "DES"})
    void vp2AHashOfCryptWorksAndIsReplacedAtTheFirstLogIn(String kind) {
        String hash = switch (kind) {
            case "MD5" -> "$1$saltsalt$Yo6tRKYGO/jWyb1etwHDS/";
            case "SHA-256" -> "$5$saltsalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC";
            case "SHA-512" ->
                "$6$saltsalt$e/5XKibXPLqVcfjpD.ouauaJrAOL5V0uo80Lt7n7EbRdRiCx3HbQ90yjOHr.G0T.mx79PEMRy8nmtr0qSYhQp1";
            default -> "ab/G8gtZdMwak";
        };
        t.run(() -> t.accounts.importMailbox("example.org", "bo", hash, null, Rights.ALL));
        assertThat(check("bo", "shut sesame")).isEmpty();
        assertThat(t.users.mailbox("bo", "example.org").orElseThrow().passwordHash())
                .isEqualTo(hash);

        assertThat(check("bo", "open sesame")).isPresent();
        assertThat(t.users.mailbox("bo", "example.org").orElseThrow().passwordHash())
                .startsWith("PBKDF2WithHmacSHA512:");
        assertThat(check("bo", "open sesame")).isPresent();
        assertThat(check("bo", "shut sesame")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "open sesame", "$1$short", "$2y$10$abcdefghijklmnopqrstuv", "{SSHA}x"})
    void vp2RefusesHashesThatCryptDoesNotMake(String hash) {
        assertThatThrownBy(() -> t.run(() -> t.accounts.importMailbox("example.org", "bo", hash, null, Rights.ALL)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("$6$");
    }

    /** Of an empty password, each made by crypt with the salt "saltsalt", or "ab" for the oldest kind. */
    @ParameterizedTest
    @ValueSource(strings = {"$1$saltsalt$", "$5$saltsalt$", "$6$saltsalt$", "ab"})
    void aHashOfAnEmptyPasswordOpensNothing(String salt) {
        String hash = Crypt.crypt(new byte[0], salt);
        assertThatThrownBy(() -> t.run(() -> t.accounts.importMailbox("example.org", "bo", hash, null, Rights.ALL)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("empty password");
        // as earlier versions have imported it
        t.run(() -> t.accounts.createMailbox("example.org", "bo", null));
        t.run(() -> t.accounts.mailbox("example.org", "bo").setPasswordHash(hash));
        t.run(() -> t.users.changed());
        for (String given : new String[] {"", "x".repeat(129), "x".repeat(100_000), "right"}) {
            assertThat(check("bo@example.org", given)).isEmpty();
            assertThat(remembered("bo@example.org", given)).isEmpty();
        }
    }

    /** Whatever stands in the database instead of a hash, it is a wrong password and not trouble that may pass. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "!",
                "!!",
                "x",
                "",
                "$1$$",
                "$6$saltsalt$short",
                "$1$$qRPK7m23GJusamGpoGLby/",
                "ab/G8gtZdMwa"
            })
    void textThatIsNoHashOpensNothing(String hash) {
        t.run(() -> t.accounts.createMailbox("example.org", "bo", null));
        t.run(() -> t.accounts.mailbox("example.org", "bo").setPasswordHash(hash));
        t.run(() -> t.users.changed());
        for (String given : new String[] {"", hash, "open sesame", "x".repeat(129)}) {
            assertThat(check("bo@example.org", given)).isEmpty();
        }
        assertThatThrownBy(() -> t.run(() -> t.accounts.importPassword("example.org", "bo", hash)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void anAdministratorsPasswordThatIsTooLongIsNotAnEmptyOne() {
        Administrators administrators = new Administrators(t.entities, t.queries, TestAccounts.HASHES);
        t.run(() -> t.entities.persist(
                new Administrator("admin", Crypt.crypt(new byte[0], "$6$saltsalt$"), Instant.EPOCH)));
        assertThat(administrators.verify("admin", "x".repeat(129))).isFalse();
        assertThat(administrators.verify("admin", "")).isFalse();
    }

    @Test
    void aNewPasswordReplacesTheOldAtOnce() {
        assertThat(check("ana", "grün & blau")).isPresent();
        t.run(() -> t.accounts.setPassword("example.org", "ana", "neu und gut"));
        assertThat(check("ana", "grün & blau")).isEmpty();
        assertThat(check("ana", "neu und gut")).isPresent();
    }

    @Test
    void aClientThatPollsCostsOneHashInFiveMinutesAndAnUnknownUserOneEachTime() {
        CountingHash counting = new CountingHash();
        Passwords passwords = counted(counting);
        passwords.checkPassword(Door.POP3, "ana", "right");
        passwords.checkPassword(Door.POP3, "ana", "right");
        assertThat(counting.verified).hasValue(1);

        t.nanoTime.addAndGet(Duration.ofMinutes(5).toNanos());
        passwords.checkPassword(Door.POP3, "ana", "right");
        assertThat(counting.verified).hasValue(2);

        passwords.checkPassword(Door.POP3, "ana", "wrong");
        passwords.checkPassword(Door.POP3, "ana", "wrong");
        passwords.checkPassword(Door.POP3, "nobody", "wrong");
        passwords.checkPassword(Door.POP3, "postmaster", "wrong");
        assertThat(counting.verified).hasValue(6);
    }

    @Test
    void aPasswordIsRememberedForFiveMinutesAndNeverAWrongOne() {
        CountingHash counting = new CountingHash();
        Passwords passwords = counted(counting);
        assertThat(passwords.checkRemembered(Door.POP3, "ana", "right")).isEmpty();
        passwords.checkPassword(Door.POP3, "ana", "right");
        passwords.checkPassword(Door.POP3, "ana", "wrong");

        assertThat(passwords.checkRemembered(Door.POP3, "ana", "right").map(Identity::maildir))
                .contains(maildir);
        assertThat(passwords.checkRemembered(Door.POP3, "ana", "wrong")).isEmpty();
        assertThat(passwords.checkRemembered(Door.POP3, "nobody", "right")).isEmpty();
        assertThat(counting.verified).as("asked by checkPassword only").hasValue(2);

        t.nanoTime.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(passwords.checkRemembered(Door.POP3, "ana", "right")).isEmpty();
    }

    @Test
    void apopChecksTheDigestOfRfc1939() {
        assertThat(t.passwords.anyApopSecret()).isFalse();
        t.run(() -> t.accounts.setApopSecret("example.org", "ana", "tanstaaf"));

        assertThat(t.passwords.anyApopSecret()).isTrue();
        assertThat(t.passwords
                        .checkApop(Door.POP3, "ana", STAMP, "c4c9334bac560ecc979e58001b3e22fb")
                        .map(Identity::maildir))
                .contains(maildir);
        assertThat(t.passwords.checkApop(Door.POP3, "ana", STAMP, "c4c9334bac560ecc979e58001b3e22fc"))
                .isEmpty();
        // the digest of the time stamp alone must not open a mailbox without a secret
        assertThat(t.passwords.checkApop(Door.POP3, "postmaster", STAMP, "6d7379174f7df9fb329480e5c47c1f1a"))
                .isEmpty();
    }

    @Test
    void thereIsOneFirstAdministratorAndNoDefaultPassword() {
        Administrators administrators = new Administrators(t.entities, t.queries, TestAccounts.HASHES);

        assertThatThrownBy(() -> t.run(() -> administrators.ensureAdministrator("Admin", () -> "s3cret")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("12 to 128");
        assertThat(t.commit(() -> administrators.ensureAdministrator("Admin", () -> "first s3cret")))
                .isTrue();
        assertThat(t.commit(() -> administrators.ensureAdministrator("admin", () -> {
                    throw new AssertionError("not asked for");
                })))
                .isFalse();
        assertThat(administrators.verify("admin", "first s3cret")).isTrue();
        assertThat(administrators.verify("admin", "")).isFalse();
        assertThat(administrators.verify("root", "first s3cret")).isFalse();
    }

    @Test
    void anAdministratorsNewPasswordReplacesTheOldAndGivesAnotherMark() {
        Administrators administrators = new Administrators(t.entities, t.queries, TestAccounts.HASHES);
        t.run(() -> administrators.ensureAdministrator("admin", () -> "first s3cret"));
        String before = administrators.passwordMark("Admin").orElseThrow();

        t.run(() -> administrators.setPassword("ADMIN", "twelve chars"));
        assertThat(administrators.verify("admin", "first s3cret")).isFalse();
        assertThat(administrators.verify("admin", "twelve chars")).isTrue();
        assertThat(administrators.passwordMark("admin")).isPresent().get().isNotEqualTo(before);
        assertThat(administrators.passwordMark("root")).isEmpty();
    }

    @Test
    void anAdministratorsNewPasswordIsLongAndNew() {
        Administrators administrators = new Administrators(t.entities, t.queries, TestAccounts.HASHES);
        t.run(() -> administrators.ensureAdministrator("administrator", () -> "the first one"));
        String mark = administrators.passwordMark("administrator").orElseThrow();
        for (String refused : new String[] {null, "", "eleven char", "with\tcontrol character", "x".repeat(129)}) {
            assertThatThrownBy(() -> t.run(() -> administrators.setPassword("administrator", refused)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("password: must be 12 to 128 characters without control characters");
        }
        for (String known : new String[] {"the first one", "Administrator"}) {
            assertThatThrownBy(() -> t.run(() -> administrators.setPassword("administrator", known)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("password: must be a new one");
        }
        assertThatThrownBy(() -> t.run(() -> administrators.setPassword("root", "twelve chars")))
                .isInstanceOf(NotFoundException.class);
        assertThat(administrators.passwordMark("administrator")).contains(mark);
    }

    @Test
    void anAdministratorWithoutPasswordIsNotCreated() {
        Administrators administrators = new Administrators(t.entities, t.queries, TestAccounts.HASHES);
        assertThatThrownBy(() -> t.commit(() -> administrators.ensureAdministrator("admin", () -> "")))
                .isInstanceOf(InvalidInputException.class);
        assertThat(administrators.verify("admin", "")).isFalse();
    }

    private Optional<Path> check(String user, String password) {
        return t.passwords.checkPassword(Door.POP3, user, password).map(Identity::maildir);
    }

    private Optional<Path> remembered(String user, String password) {
        return t.passwords.checkRemembered(Door.POP3, user, password).map(Identity::maildir);
    }

    private Passwords counted(Pbkdf2PasswordHash hash) {
        PasswordUpgrade none = new PasswordUpgrade(null, null) {
            @Override
            public void replace(String name, String domain, String old, String fresh, String scram) {
                throw new AssertionError("everything is kept already");
            }
        };
        return new Passwords(
                t.finder,
                t.users,
                new PasswordHashes(hash),
                none,
                new AppPasswords(t.queries),
                t.server,
                t.nanoTime::get);
    }

    private static final class CountingHash implements Pbkdf2PasswordHash {
        final AtomicInteger verified = new AtomicInteger();

        @Override
        public void initialize(Map<String, String> parameters) {
            assertThat(parameters).containsEntry("Pbkdf2PasswordHash.Iterations", "210000");
        }

        @Override
        public String generate(char[] password) {
            return "hash";
        }

        @Override
        public boolean verify(char[] password, String hashedPassword) {
            verified.incrementAndGet();
            return "right".equals(new String(password));
        }
    }
}
