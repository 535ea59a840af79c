package ee.qmail.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.LocalUser.DotQmailUser;
import ee.qmail.revision.ChangedMeanwhileException;
import ee.qmail.revision.Precondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatchAllsTest {
    private static final String DOMAIN = "example.org";

    @TempDir
    private Path mail;

    private TestAccounts t;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        t.run(() -> t.accounts.createDomain(DOMAIN));
    }

    @AfterEach
    void stop() {
        t.close();
    }

    private Path file() {
        return mail.resolve("example.org/.qmail-default");
    }

    private CatchAlls.CatchAll now() {
        return t.commit(() -> t.catchAlls.of(DOMAIN));
    }

    private void set(Precondition precondition, String... targets) {
        t.run(() -> t.catchAlls.set("Example.ORG", List.of(targets), precondition));
    }

    @Test
    void vp5TheCatchAllIsTheFileOfVpopmailAndHoldsAtOnce() {
        assertThat(now().version()).isEmpty();
        assertThat(t.users.lookup("nobody", DOMAIN)).isEmpty();

        set(Precondition.NONE, "postmaster@example.org", "b@far.example");

        assertThat(file()).hasContent("&postmaster@example.org\n&b@far.example\n");
        assertThat(now().targets()).containsExactly("postmaster@example.org", "b@far.example");
        assertThat(t.users.lookup("nobody", DOMAIN)).get().isInstanceOf(DotQmailUser.class);

        set(Precondition.NONE);
        assertThat(file()).doesNotExist();
        assertThat(t.users.lookup("nobody", DOMAIN)).isEmpty();
    }

    @Test
    void aChangeByOthersOrByHandIsNotOverwrittenUnseen() throws IOException {
        set(Precondition.seen(""), "postmaster@example.org");
        String seen = now().version().orElseThrow();
        Files.writeString(file(), "|vdelivermail '' delete\n");
        assertThat(now().isByHand()).isTrue();
        assertThatThrownBy(() -> set(Precondition.seen(seen), "b@far.example"))
                .isInstanceOf(ChangedMeanwhileException.class);
        assertThat(file()).hasContent("|vdelivermail '' delete\n");
    }

    @Test
    void whatIsNoTargetIsRefused() {
        assertThatThrownBy(() -> set(Precondition.NONE, "postmaster"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("target 'postmaster'");
        assertThat(file()).doesNotExist();
    }
}
