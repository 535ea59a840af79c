package ee.qmail.checkpassword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.TestAccounts;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.ScramSecret;
import ee.qmail.directory.AppPassword;
import ee.qmail.directory.AppPassword.Scope;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Rights;
import ee.qmail.sasl.Scram;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckPasswordTest {
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    @TempDir
    Path mail;

    private final List<String> log = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            log.add(entry.getMessage());
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };
    private final Logger logger = Logger.getLogger(AuthFailureLog.class.getName());
    private TestAccounts t;
    private CheckPassword check;
    private Peer peer;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        check = new CheckPassword(
                t.passwords,
                t.finder,
                new ScramSecrets(t.queries, t.server),
                new Tokens(Optional::empty, null, Clock.systemUTC()));
        t.run(() -> {
            t.accounts.createDomain("example.org");
            t.accounts.createMailbox("example.org", "ana", "open sesame");
        });
        // the guard is the one of the process: each test has a network of its own
        String address = "192.0.2." + NETWORKS.incrementAndGet();
        peer = new Peer(new InetSocketAddress(address, 40000), new InetSocketAddress("192.0.2.254", 587));
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        t.close();
    }

    private boolean opens(Door door, String password) {
        return check.checkPassword(peer, door, "ana", password).identity().isPresent();
    }

    private String scram() {
        return t.users.mailbox("ana", "example.org").orElseThrow().scram();
    }

    // ---- rights

    @ParameterizedTest
    @CsvSource({
        "true, true, POP3 POP3S MX SUBMISSION SUBMISSIONS",
        "true, false, POP3 POP3S",
        "false, true, MX SUBMISSION SUBMISSIONS",
        "false, false, ''"
    })
    void auth18AUserMayUseSomeDoorsOnly(boolean pop3, boolean submit, String open) {
        t.run(() -> t.accounts.setRights("example.org", "ana", new Rights(pop3, submit, true)));
        for (Door door : Door.values()) {
            boolean expected = List.of(open.split(" ")).contains(door.name());
            assertThat(opens(door, "open sesame")).as("%s", door).isEqualTo(expected);
            assertThat(check.checkRemembered(peer, door, "ana", "open sesame").isPresent())
                    .isEqualTo(expected);
            assertThat(check.checkCertificate(peer, door, "ana@example.org")
                            .identity()
                            .isPresent())
                    .isEqualTo(expected);
        }
    }

    @Test
    void auth18WhetherAUserMayRelayIsTold() {
        assertThat(check.checkPassword(peer, Door.SUBMISSION, "ana", "open sesame")
                        .identity())
                .contains(new Identity("ana@example.org", mail.resolve("example.org/ana/Maildir"), true));
        t.run(() -> t.accounts.setRights("example.org", "ana", new Rights(true, true, false)));
        assertThat(check.checkPassword(peer, Door.SUBMISSION, "ana", "open sesame")
                        .identity())
                .contains(new Identity("ana@example.org", mail.resolve("example.org/ana/Maildir"), false));
    }

    // ---- application passwords

    private String appPassword(String name, Scope scope) {
        return t.commit(() -> t.accounts.createAppPassword("example.org", "ana", name, scope));
    }

    @Test
    void auth18AnAppPasswordIsGoodBesideTheOther() {
        String phone = appPassword("phone", Scope.BOTH);
        assertThat(phone).matches("([a-hjkmnp-z2-9]{4}-){5}[a-hjkmnp-z2-9]{4}");
        for (Door door : Door.values()) {
            assertThat(opens(door, phone)).as("%s", door).isTrue();
            assertThat(check.checkRemembered(peer, door, "ana", phone))
                    .as("%s", door)
                    .isPresent();
        }
        assertThat(opens(Door.POP3, phone.replace("-", ""))).isTrue();
        assertThat(opens(Door.POP3, phone.toUpperCase(Locale.ROOT).replace('-', ' ')))
                .isTrue();
        assertThat(opens(Door.POP3, "open sesame")).isTrue();
        assertThat(opens(Door.POP3, phone + "a")).isFalse();
        assertThat(check.checkPassword(peer, Door.POP3, "postmaster", phone).identity())
                .isEmpty();
    }

    @Test
    void auth18AnAppPasswordIsGoodWhereItIsMeantToBe() {
        String reader = appPassword("reader", Scope.POP3);
        String printer = appPassword("printer", Scope.SUBMISSION);
        assertThat(opens(Door.POP3S, reader)).isTrue();
        assertThat(opens(Door.SUBMISSION, reader)).isFalse();
        assertThat(opens(Door.SUBMISSIONS, printer)).isTrue();
        assertThat(opens(Door.POP3, printer)).isFalse();
        assertThat(check.checkRemembered(peer, Door.POP3, "ana", printer)).isEmpty();
    }

    @Test
    void auth18AnAppPasswordOpensNothingThatItsUserMayNotUse() {
        String phone = appPassword("phone", Scope.BOTH);
        t.run(() -> t.accounts.setRights("example.org", "ana", new Rights(true, false, true)));
        assertThat(opens(Door.POP3, phone)).isTrue();
        assertThat(opens(Door.SUBMISSION, phone)).isFalse();
        t.run(() -> t.accounts.setEnabled("example.org", "ana", false));
        assertThat(opens(Door.POP3, phone)).isFalse();
    }

    @Test
    void auth18ARevokedAppPasswordOpensNothingAtOnce() {
        String phone = appPassword("phone", Scope.BOTH);
        String tablet = appPassword("tablet", Scope.BOTH);
        assertThat(opens(Door.POP3, phone)).isTrue();
        t.run(() -> t.accounts.deleteAppPassword("example.org", "ana", "phone"));
        assertThat(opens(Door.POP3, phone)).isFalse();
        assertThat(check.checkRemembered(peer, Door.POP3, "ana", phone)).isEmpty();
        assertThat(opens(Door.POP3, tablet)).isTrue();
        assertThatThrownBy(() -> t.run(() -> t.accounts.deleteAppPassword("example.org", "ana", "phone")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("'phone'");
    }

    @Test
    void auth18TheLastUseIsNotedToTheHour() {
        String phone = appPassword("phone", Scope.BOTH);
        assertThat(used()).isNull();
        opens(Door.POP3, phone);
        assertThat(used()).isEqualTo(t.clock.instant());
        Instant first = t.clock.instant();
        t.clock.pass(Duration.ofMinutes(59));
        opens(Door.POP3, phone);
        assertThat(used()).isEqualTo(first);
        t.clock.pass(Duration.ofMinutes(2));
        opens(Door.POP3, phone);
        assertThat(used()).isEqualTo(t.clock.instant());
    }

    private Instant used() {
        return t.commit(
                () -> t.accounts.appPasswords("example.org", "ana").get(0).getLastUsed());
    }

    @Test
    void auth18AppPasswordsHaveNamesAndAreKeptAsHashes() {
        String phone = appPassword("Ana's phone", Scope.POP3);
        assertThatThrownBy(() -> appPassword("Ana's phone", Scope.BOTH))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("Ana's phone");
        for (String name : new String[] {null, "", " ", "a/b", "a\nb", "x".repeat(65)}) {
            assertThatThrownBy(() -> appPassword(name, Scope.BOTH)).isInstanceOf(InvalidInputException.class);
        }
        assertThat(t.commit(() -> t.accounts.appPasswords("example.org", "ana")))
                .extracting(AppPassword::getName)
                .containsExactly("Ana's phone");
        assertThat(AppPasswordText.hash(phone)).get().asString().hasSize(64);
        assertThat(AppPasswordText.hash("open sesame")).isEmpty();
        assertThat(AppPasswordText.hash("x".repeat(100_000))).isEmpty();
    }

    @Test
    void auth18ADeletedMailboxTakesItsAppPasswordsWithIt() {
        String phone = appPassword("phone", Scope.BOTH);
        t.run(() -> t.accounts.deleteMailbox("example.org", "ana"));
        t.run(() -> t.accounts.createMailbox("example.org", "ana", "another one"));
        assertThat(opens(Door.POP3, phone)).isFalse();
        assertThat(t.commit(() -> t.accounts.appPasswords("example.org", "ana")))
                .isEmpty();
    }

    // ---- SCRAM

    private Login prove(Door door, String user, String password) {
        ScramSecret secret = check.scramSecret(peer, door, user);
        ScramSecret typed = Scram.secret(password, secret.salt(), secret.iterations());
        boolean right = Arrays.equals(typed.storedKey(), secret.storedKey());
        return check.checkProof(peer, door, user, secret, right);
    }

    @Test
    void auth9APasswordThatIsSetWorksWithScram() {
        assertThat(scram()).startsWith("SCRAM-SHA-256$60000:");
        assertThat(prove(Door.SUBMISSION, "ANA@example.org", "open sesame").identity())
                .map(Identity::address)
                .contains("ana@example.org");
        assertThat(prove(Door.SUBMISSION, "ana", "shut sesame").identity()).isEmpty();

        t.run(() -> t.accounts.setPassword("example.org", "ana", "another one"));
        assertThat(prove(Door.SUBMISSION, "ana", "open sesame").identity()).isEmpty();
        assertThat(prove(Door.SUBMISSION, "ana", "another one").identity()).isPresent();
    }

    @Test
    void auth9AnOlderMailboxHasASecretAfterTheNextLogIn() {
        // as an earlier version has left it
        String hash = t.users.mailbox("ana", "example.org").orElseThrow().passwordHash();
        t.run(() -> t.accounts.mailbox("example.org", "ana").setPasswordHash(hash));
        t.users.changed();
        assertThat(scram()).isNull();
        assertThat(prove(Door.POP3, "ana", "open sesame").identity()).isEmpty();

        assertThat(opens(Door.POP3, "shut sesame")).isFalse();
        assertThat(scram()).isNull();
        assertThat(opens(Door.POP3, "open sesame")).isTrue();
        assertThat(scram()).isNotNull();
        assertThat(t.users.mailbox("ana", "example.org").orElseThrow().passwordHash())
                .isEqualTo(hash);
        assertThat(prove(Door.POP3, "ana", "open sesame").identity()).isPresent();
    }

    @Test
    void auth9AnImportedPasswordHasASecretAfterTheFirstLogIn() {
        t.run(() -> t.accounts.importPassword("example.org", "ana", "$1$saltsalt$Yo6tRKYGO/jWyb1etwHDS/"));
        assertThat(scram()).isNull();
        opens(Door.POP3, "open sesame");
        assertThat(prove(Door.POP3, "ana", "open sesame").identity()).isPresent();
    }

    @Test
    void auth9AProofForAPasswordThatWasChangedMeanwhileIsWrong() {
        ScramSecret before = check.scramSecret(peer, Door.POP3, "ana");
        t.run(() -> t.accounts.setPassword("example.org", "ana", "another one"));
        assertThat(check.checkProof(peer, Door.POP3, "ana", before, true).identity())
                .isEmpty();
    }

    @Test
    void auth10UsersWithoutASecretSeemToHaveOne() {
        t.run(() -> t.accounts.createMailbox("example.org", "bob", null));
        for (String user : new String[] {"nobody@example.org", "nobody@example.com", "bob", "", "@"}) {
            ScramSecret first = check.scramSecret(peer, Door.SUBMISSION, user);
            ScramSecret second = check.scramSecret(peer, Door.SUBMISSION, user);
            assertThat(Scram.text(second)).as(user).isEqualTo(Scram.text(first));
            assertThat(first.iterations()).isEqualTo(60_000);
            assertThat(first.salt()).hasSize(Scram.SALT_OCTETS);
            assertThat(check.checkProof(peer, Door.SUBMISSION, user, first, true)
                            .identity())
                    .isEmpty();
        }
        assertThat(check.scramSecret(peer, Door.SUBMISSION, "nobody@example.org")
                        .salt())
                .isNotEqualTo(check.scramSecret(peer, Door.SUBMISSION, "other@example.org")
                        .salt());
    }

    @Test
    void auth18ScramObeysTheDoorsToo() {
        t.run(() -> t.accounts.setRights("example.org", "ana", new Rights(true, false, true)));
        assertThat(prove(Door.POP3, "ana", "open sesame").identity()).isPresent();
        assertThat(prove(Door.SUBMISSION, "ana", "open sesame").identity()).isEmpty();
    }

    // ---- the form of a password

    @Test
    void auth6APasswordIsRightInEitherForm() {
        t.run(() -> t.accounts.setPassword("example.org", "ana", "gru\u0308n & blau"));
        assertThat(opens(Door.POP3, "gr\u00fcn & blau")).isTrue();
        assertThat(opens(Door.POP3, "gru\u0308n & blau")).isTrue();
        assertThat(opens(Door.POP3, "grun & blau")).isFalse();
        assertThat(prove(Door.POP3, "ana", "gru\u0308n & blau").identity()).isPresent();
    }

    // ---- certificates

    @Test
    void auth15AnAliasMayTellTheMailbox() {
        t.run(() -> {
            t.accounts.createAlias("example.org", "ana.smith", List.of("ana@example.org"));
            t.accounts.createAlias("example.org", "all", List.of("ana@example.org", "postmaster@example.org"));
            t.accounts.createAlias("example.org", "queue", List.of("jms:queue:orders"));
        });
        assertThat(check.checkCertificate(peer, Door.SUBMISSION, "Ana.Smith@example.org")
                        .identity())
                .map(Identity::address)
                .contains("ana@example.org");
        for (String other :
                new String[] {"all@example.org", "queue@example.org", "nobody@example.org", "x@elsewhere"}) {
            assertThat(check.checkCertificate(peer, Door.SUBMISSION, other).identity())
                    .as(other)
                    .isEmpty();
        }
    }

    // ---- tokens

    private String owner(Door door, String user, String token) {
        return check.checkToken(peer, door, user, token)
                .identity()
                .map(Identity::address)
                .orElse("nobody");
    }

    @Test
    void auth15ATokenOpensTheMailboxOfItsAddressOrAlias() throws IOException {
        t.run(() -> t.accounts.createAlias("example.org", "ana.smith", List.of("ana@example.org")));
        try (TokenIssuer issuer = new TokenIssuer()) {
            Tokens tokens = new Tokens(() -> Optional.of(issuer.settings()), null, Clock.systemUTC());
            check = new CheckPassword(t.passwords, t.finder, new ScramSecrets(t.queries, t.server), tokens);
            String ana = TokenIssuer.sign(TokenIssuer.claims().build());
            String alias = TokenIssuer.sign(
                    TokenIssuer.claims().claim("email", "Ana.Smith@example.org").build());
            String nobody = TokenIssuer.sign(
                    TokenIssuer.claims().claim("email", "nobody@example.org").build());
            for (String user : new String[] {"", "ana", "ANA@example.org", "ana.smith@example.org"}) {
                assertThat(owner(Door.SUBMISSION, user, ana)).as(user).isEqualTo("ana@example.org");
                assertThat(owner(Door.SUBMISSION, user, alias)).as(user).isEqualTo("ana@example.org");
            }
            assertThat(owner(Door.SUBMISSION, "postmaster", ana)).isEqualTo("nobody");
            assertThat(owner(Door.SUBMISSION, "", nobody)).isEqualTo("nobody");
            t.run(() -> {
                t.accounts.createDomain("other.example");
                t.accounts.createAlias("other.example", "ana", List.of("ana@example.org"));
            });
            String other = TokenIssuer.sign(
                    TokenIssuer.claims().claim("email", "ana@other.example").build());
            assertThat(owner(Door.SUBMISSION, "", other)).isEqualTo("nobody");
            assertThat(owner(Door.SUBMISSION, "nobody@example.org", nobody)).isEqualTo("nobody");

            t.run(() -> t.accounts.setRights("example.org", "ana", new Rights(true, false, true)));
            assertThat(owner(Door.SUBMISSION, "", ana)).isEqualTo("nobody");
            assertThat(owner(Door.POP3, "", ana)).isEqualTo("ana@example.org");
        }
    }

    @Test
    void abuse1AnOldTokenDoesNotHoldUpThePassword() {
        for (int i = 0; i < 7; i++) {
            check.checkToken(peer, Door.SUBMISSION, "ana", "a.b.c");
        }
        assertThat(check.checkToken(peer, Door.SUBMISSION, "ana", "a.b.c").secondsToWait())
                .isPositive();
        assertThat(opens(Door.SUBMISSION, "open sesame")).isTrue();
    }

    // ---- stores of the application server

    /** Knows these passwords by the names of callers, and says itself what the caller is called. */
    private static IdentityStore store(int priority, Map<String, CredentialValidationResult> answers) {
        return new IdentityStore() {
            @Override
            public CredentialValidationResult validate(Credential credential) {
                UsernamePasswordCredential given = (UsernamePasswordCredential) credential;
                return answers.getOrDefault(
                        given.getCaller() + " " + given.getPasswordAsString(),
                        CredentialValidationResult.INVALID_RESULT);
            }

            @Override
            public int priority() {
                return priority;
            }
        };
    }

    @Test
    void auth19TheStoresOfTheServerTellWhichPasswordsAreRight() {
        String phone = appPassword("phone", Scope.BOTH);
        assertThat(opens(Door.POP3, "open sesame")).isTrue();
        t.run(() -> t.accounts.setApopSecret("example.org", "ana", "tanstaaf"));
        t.stores = List.of(
                store(200, Map.of("ana right", new CredentialValidationResult("postmaster"))),
                store(
                        100,
                        Map.of(
                                "ana right", new CredentialValidationResult("ana@example.org"),
                                "ana ", new CredentialValidationResult("ana@example.org"),
                                "stranger right", new CredentialValidationResult("stranger"))));
        assertThat(opens(Door.POP3, "right")).isTrue();
        assertThat(opens(Door.POP3, "x".repeat(1_000)))
                .as("too long for a password, and no empty one")
                .isFalse();
        assertThat(check.checkPassword(peer, Door.SUBMISSION, "ana", "right").identity())
                .map(Identity::address)
                .contains("ana@example.org");
        assertThat(opens(Door.POP3, "open sesame")).as("the password kept here").isFalse();
        assertThat(check.checkRemembered(peer, Door.POP3, "ana", "open sesame")).isEmpty();
        assertThat(check.checkPassword(peer, Door.POP3, "stranger", "right").identity())
                .as("without a mailbox")
                .isEmpty();
        assertThat(prove(Door.POP3, "ana", "open sesame").identity()).isEmpty();
        assertThat(check.anyApopSecret()).isFalse();
        assertThat(opens(Door.POP3, phone)).isTrue();
        t.run(() -> t.accounts.setRights("example.org", "ana", new Rights(true, false, true)));
        assertThat(opens(Door.SUBMISSION, "right")).isFalse();
    }

    @Test
    void auth5AStoreThatCannotTellIsNoWrongPassword() {
        IdentityStore broken = new IdentityStore() {
            @Override
            public CredentialValidationResult validate(Credential credential) {
                throw new IllegalStateException("the directory is down");
            }
        };
        for (List<IdentityStore> stores : List.of(
                List.<IdentityStore>of(),
                List.of(broken),
                List.of(broken, store(1, Map.of())),
                List.of(
                        store(1, Map.of()),
                        store(2, Map.of("ana wrong", CredentialValidationResult.NOT_VALIDATED_RESULT))))) {
            ServerIdentities server = new ServerIdentities(() -> true, () -> stores);
            assertThatThrownBy(() -> server.check("ana", "wrong")).isInstanceOf(IllegalStateException.class);
        }
        ServerIdentities server = new ServerIdentities(
                () -> true,
                () -> List.of(broken, store(200, Map.of("ana right", new CredentialValidationResult("ana")))));
        assertThat(server.check("ana", "right")).contains("ana");
    }

    // ---- what is told of failures

    @Test
    void abuse2EachFailureIsOneLine() {
        String ip = peer.remoteIp();
        opens(Door.SUBMISSION, "open sesame");
        opens(Door.SUBMISSION, "shut sesame");
        prove(Door.POP3S, "ana@example.org", "shut sesame");
        check.checkApop(peer, Door.POP3, "ana", "<1@x>", "0".repeat(32));
        check.checkToken(peer, Door.SUBMISSIONS, "ana", "a.b.c");
        check.checkCertificate(peer, Door.SUBMISSION, "nobody@example.org");
        check.checkRemembered(peer, Door.POP3, "ana", "shut sesame");
        assertThat(log)
                .containsExactly(
                        "auth failure ip=" + ip + " login=ana door=submission mech=password reason=wrong",
                        "auth failure ip=" + ip + " login=ana@example.org door=pop3s mech=scram reason=wrong",
                        "auth failure ip=" + ip + " login=ana door=pop3 mech=apop reason=wrong",
                        "auth failure ip=" + ip + " login=ana door=submissions mech=token reason=wrong",
                        "auth failure ip=" + ip
                                + " login=nobody@example.org door=submission mech=certificate reason=wrong");
    }

    @Test
    void abuse2TheFilterForFail2banFindsTheLines() throws IOException {
        Pattern filter = Files.readAllLines(Path.of("../docs/fail2ban-qmail.conf")).stream()
                .filter(line -> line.startsWith("failregex = "))
                .map(line -> line.substring("failregex = ".length()).replace("<HOST>", "(?<host>[0-9a-f.:]+)"))
                .map(Pattern::compile)
                .findFirst()
                .orElseThrow();
        check.checkPassword(peer, Door.SUBMISSION, "x ip=192.0.2.99 login=y", "wrong");
        // as the server's log has it
        String line = "2026-11-29T18:22:49.620+0000 INFO " + AuthFailureLog.class.getName() + ": " + log.get(0);
        Matcher found = filter.matcher(line);
        assertThat(found.find()).isTrue();
        assertThat(found.group("host")).isEqualTo(peer.remoteIp());
        assertThat(filter.matcher(line.substring(line.indexOf(' '))).find())
                .as("without the time")
                .isTrue();
        String cited = "2026-11-29T18:22:49.620+0000 WARNING ee.qmail.rar.application.BeanLog: bean failed: no order: ";
        assertThat(filter.matcher(cited + line).find())
                .as("a line that another's text is in")
                .isFalse();
    }

    @Test
    void abuse2ALoginCannotForgeALine() {
        assertThat(AuthFailureLog.shown("a ip=192.0.2.1\r\nb\u00e4\0")).isEqualTo("a?ip?192.0.2.1??b??");
        assertThat(AuthFailureLog.shown("")).isEqualTo("?");
        assertThat(AuthFailureLog.shown("x".repeat(1000))).hasSize(100);
    }

    @Test
    void abuse1AndCode14AllMechanismsCountTogether() {
        for (int i = 0; i < 2; i++) {
            opens(Door.SUBMISSION, "wrong " + i);
            prove(Door.POP3, "ana", "wrong " + i);
        }
        check.checkApop(peer, Door.POP3, "ana", "<1@x>", "0".repeat(32));
        Login login = check.checkPassword(peer, Door.POP3, "ana@example.org", "open sesame");
        assertThat(login.identity()).isEmpty();
        assertThat(login.secondsToWait()).isPositive();
        assertThat(prove(Door.SUBMISSION, "ana", "open sesame").secondsToWait()).isPositive();
        assertThat(log.get(log.size() - 1)).endsWith("mech=scram reason=throttled");
    }
}
