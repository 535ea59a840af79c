package ee.qmail.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.directory.MailStore.Deletion;
import ee.qmail.directory.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mailbox that is deleted, beside its successor and across a crash. */
class DeletionTest {
    private static final String STAMP = ".deleted/20261122T120000.000Z";

    @TempDir
    private Path mail;

    private TestAccounts t;
    private UnfinishedDeletions deletions;

    @BeforeEach
    void start() throws IOException {
        t = new TestAccounts(mail);
        deletions = new UnfinishedDeletions(new AccountRows(t.entities), t.mail);
        t.run(() -> t.accounts.createDomain("example.org"));
        create("old");
    }

    @AfterEach
    void stop() {
        t.close();
    }

    /** With a message of this text. */
    private void create(String text) {
        t.run(() -> t.accounts.createMailbox("example.org", "ana", "secret words"));
        put(text);
    }

    private void put(String text) {
        try {
            Files.writeString(mail.resolve("example.org/ana/Maildir/new/1.mail"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() {
        t.run(() -> t.accounts.deleteMailbox("example.org", "ana"));
    }

    private String there() throws IOException {
        return Files.readString(mail.resolve("example.org/ana/Maildir/new/1.mail"));
    }

    private String deleted(String name) throws IOException {
        return Files.readString(mail.resolve(STAMP + name).resolve("Maildir/new/1.mail"));
    }

    private List<Path> deleting() throws IOException {
        Path directory = mail.resolve(".deleting");
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    /** As another server makes it. */
    private void createElsewhere() {
        try (EntityManager other = TestDatabase.open()) {
            TransactionEnd nothing = new TransactionEnd() {
                @Override
                public void onCommit(Runnable action) {}

                @Override
                public void onRollback(Runnable action) {}
            };
            Accounts accounts = new Accounts(
                    new AccountRows(other),
                    t.users,
                    t.mail,
                    null,
                    TestAccounts.HASHES,
                    nothing,
                    c -> {},
                    TestAccounts.CLOCK);
            other.getTransaction().begin();
            accounts.createMailbox("example.org", "ana", "secret words");
            other.getTransaction().commit();
        }
        put("new");
    }

    @Test
    void aSuccessorThatIsMadeRightAfterTheCommitKeepsItsDirectory() throws IOException {
        t.run(() -> {
            t.onCommit(this::createElsewhere);
            t.accounts.deleteMailbox("example.org", "ana");
        });

        assertThat(there()).isEqualTo("new");
        assertThat(deleted("-ana@example.org")).isEqualTo("old");
        assertThat(deleting()).isEmpty();
    }

    @Test
    void aSuccessorInheritsNothingOfWhatLiesThere() throws IOException {
        delete();
        Path file = mail.resolve("example.org/ana/.qmail");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "&spy@far.example\n");

        create("new");

        assertThat(file).doesNotExist();
    }

    @Test
    void severalOfOneNameAreKeptApartInOneMillisecond() throws IOException {
        delete();
        create("second");
        delete();
        create("third");
        delete();

        assertThat(deleted("-ana@example.org")).isEqualTo("old");
        assertThat(deleted(".2-ana@example.org")).isEqualTo("second");
        assertThat(deleted(".3-ana@example.org")).isEqualTo("third");
    }

    @Test
    void aDeletionThatIsNotCommittedLeavesAllAsItWas() throws IOException {
        for (Runnable work : List.<Runnable>of(
                () -> t.accounts.deleteMailbox("example.org", "ana"), () -> t.accounts.deleteDomain("example.org"))) {
            assertThatThrownBy(() -> t.run(() -> {
                        work.run();
                        assertThat(mail.resolve("example.org/ana")).doesNotExist();
                        throw new IllegalStateException("commit refused");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(there()).isEqualTo("old");
            assertThat(deleting()).isEmpty();
        }
        assertThat(mail.resolve(".deleted")).doesNotExist();
    }

    @Test
    void whatADeadServerHadNotCommittedIsBackAtTheNextStart() throws IOException {
        t.mail.begin("example.org", "ana");
        settle();
        assertThat(there()).isEqualTo("old");
        t.mail.begin("example.org");
        settle();
        assertThat(there()).isEqualTo("old");
        assertThat(deleting()).isEmpty();
    }

    @Test
    void whatADeadServerHadCommittedIsSetAsideAtTheNextStart() throws IOException {
        t.mail.begin("example.org", "ana");
        delete();
        createElsewhere();
        t.mail.begin("example.org", "ana");
        t.run(() -> t.accounts.deleteMailbox("example.org", "ana"));
        createElsewhere();

        settle();

        assertThat(there()).isEqualTo("new");
        assertThat(deleting()).isEmpty();
        assertThat(Stream.of(deleted("-ana@example.org"), deleted(".2-ana@example.org")))
                .containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void whatAnotherServerIsDeletingIsLeftToIt() throws IOException {
        EntityManager other = TestDatabase.open();
        other.getTransaction().begin();
        try {
            AccountRows rows = new AccountRows(other);
            rows.delete(rows.mailbox(rows.domain("example.org").orElseThrow(), "ana")
                    .orElseThrow());
            Deletion deletion = t.mail.begin("example.org", "ana").orElseThrow();

            assertThatThrownBy(this::settle).isInstanceOf(PersistenceException.class);

            assertThat(deletion.directory()).exists();
        } finally {
            other.getTransaction().commit();
            other.close();
        }
        settle();
        assertThat(deleted("-ana@example.org")).isEqualTo("old");
    }

    private void settle() {
        deletions.all().forEach(deletion -> t.run(() -> deletions.settle(deletion)));
    }
}
