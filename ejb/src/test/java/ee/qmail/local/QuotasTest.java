package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.time.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuotasTest {
    @TempDir
    private Path maildir;

    private final SettableClock clock = new SettableClock();
    private final Quotas quotas = new Quotas(clock);

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(maildir.resolve("new"));
        Files.createDirectory(maildir.resolve("cur"));
        Files.writeString(maildir.resolve("new/1.a.host"), "x".repeat(60));
        Files.writeString(maildir.resolve("cur/2.b.host:2,S"), "x".repeat(30));
    }

    private MailboxUser mailbox(long quota) {
        return new MailboxUser("ana@example.org", maildir, quota);
    }

    @Test
    void vp6NewAndOldMessagesCount() throws IOException {
        assertThat(quotas.used(maildir)).isEqualTo(90);
        assertThat(quotas.fits(mailbox(100), 10)).isTrue();
        assertThat(quotas.fits(mailbox(100), 11)).isFalse();
        assertThat(quotas.fits(mailbox(0), Long.MAX_VALUE)).isTrue();
        assertThat(quotas.fits(mailbox(100), Long.MAX_VALUE)).isFalse();
    }

    @Test
    void vp6DeliveriesCountAtOnceAndDeletionsWithinASecond() throws IOException {
        MailboxUser mailbox = mailbox(100);
        assertThat(quotas.fits(mailbox, 10)).isTrue();
        quotas.added(mailbox, 10);
        assertThat(quotas.fits(mailbox, 1)).isFalse();
        Files.delete(maildir.resolve("new/1.a.host"));
        assertThat(quotas.fits(mailbox, 1)).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(quotas.fits(mailbox, 70)).isTrue();
    }
}
