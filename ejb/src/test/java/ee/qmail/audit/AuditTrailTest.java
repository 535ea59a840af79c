package ee.qmail.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.MailboxChanges;
import ee.qmail.accounts.TestAccounts;
import ee.qmail.caller.Caller;
import ee.qmail.caller.NotPermittedException;
import ee.qmail.caller.Role;
import ee.qmail.directory.Rights;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {
    private static final Caller ADMIN = new Caller(Role.ADMINISTRATOR, "admin", Set.of(), "192.0.2.1");
    private static final Caller MANAGER = new Caller(Role.DOMAIN, "bo", Set.of("example.org"), "192.0.2.2");

    @TempDir
    private Path root;

    private TestAccounts t;
    private AuditTrail trail;

    @BeforeEach
    void open() {
        t = new TestAccounts(root);
        trail = new AuditTrail(t.entities);
        t.run(() -> {
            trail.forgetBefore(Instant.now().plusSeconds(60));
            trail.add(ADMIN, new Done(Deed.DOMAIN_CREATED, "example.org", "example.org", ""));
            trail.add(ADMIN, new Done(Deed.CONTROL_WRITTEN, "databytes", "", "the disk\nis full"));
            trail.add(MANAGER, new Done(Deed.MAILBOX_CREATED, "ana@example.org", "example.org", ""));
            trail.add(ADMIN, new Done(Deed.MAILBOX_CREATED, "ana@example.net", "example.net", "x".repeat(600)));
        });
    }

    @AfterEach
    void close() {
        t.close();
    }

    private List<String> found(Caller caller, AuditQuery query) {
        try (Caller.Scope scope = caller.begin()) {
            return t.commit(() -> trail.find(query)).rows().stream()
                    .map(AuditRow::getObject)
                    .toList();
        }
    }

    private static AuditQuery all(int max, Long after) {
        return new AuditQuery(null, null, null, null, null, after, max);
    }

    @Test
    void theNewestIsFirstAndPagesGoOnBehindAMark() {
        assertThat(found(ADMIN, all(10, null)))
                .containsExactly("ana@example.net", "ana@example.org", "databytes", "example.org");
        AuditTrail.Page first = t.commit(() -> trail.find(all(3, null)));
        assertThat(found(ADMIN, all(3, first.next()))).containsExactly("example.org");
        assertThat(t.commit(() -> trail.find(all(3, first.next()))).next()).isNull();
    }

    @Test
    void eachConditionNarrows() {
        assertThat(found(ADMIN, new AuditQuery("bo", null, null, null, null, null, 10)))
                .containsExactly("ana@example.org");
        assertThat(found(ADMIN, new AuditQuery(null, Deed.CONTROL_WRITTEN, null, null, null, null, 10)))
                .containsExactly("databytes");
        assertThat(found(ADMIN, new AuditQuery(null, null, "ana@", null, null, null, 10)))
                .containsExactly("ana@example.net", "ana@example.org");
        assertThat(found(ADMIN, new AuditQuery(null, null, "%", null, null, null, 10)))
                .isEmpty();
        assertThat(found(ADMIN, new AuditQuery(null, null, null, Instant.now().plusSeconds(60), null, null, 10)))
                .isEmpty();
    }

    @Test
    void aDomainAdministratorSeesTheirDomains() {
        assertThat(found(MANAGER, all(10, null))).containsExactly("ana@example.org", "example.org");
        Caller owner = new Caller(Role.OWNER, "ana@example.org", Set.of(), "192.0.2.3");
        assertThatThrownBy(() -> found(owner, all(10, null))).isInstanceOf(NotPermittedException.class);
    }

    @Test
    void whatIsLongIsCutAndOneLine() {
        AuditTrail.Page page = t.commit(() -> trail.find(all(10, null)));
        assertThat(page.rows().get(0).getDetail()).hasSize(500).endsWith("...");
        assertThat(page.rows().get(2).getDetail()).isEqualTo("the disk is full");
    }

    @Test
    void noPasswordIsTold() throws Exception {
        Method create = Accounts.class.getMethod(
                "createMailbox", String.class, String.class, String.class, Long.class, Rights.class);
        Done done = AuditInterceptor.deed(
                ADMIN, create.getAnnotation(Audited.class), "EXAMPLE.org", "ana", "secret", 5L, Rights.ALL);
        assertThat(done.toString())
                .contains("ana@example.org", "MAILBOX_CREATED")
                .doesNotContain("secret");
        List<String> wrong = new ArrayList<>();
        Stream.of(Accounts.class, MailboxChanges.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Audited.class))
                .forEach(method -> {
                    for (int place : method.getAnnotation(Audited.class).detail()) {
                        String name = method.getParameters()[place].getName();
                        if (name.contains("assword") || name.contains("ecret") || name.contains("ash")) {
                            wrong.add(method.getName() + " " + name);
                        }
                    }
                });
        assertThat(wrong).isEmpty();
    }
}
