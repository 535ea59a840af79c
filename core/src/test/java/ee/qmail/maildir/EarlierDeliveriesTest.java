package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierDeliveriesTest {
    @TempDir
    Path directory;

    private Maildir ana;
    private Maildir bob;
    private final EarlierDeliveries earlier = new EarlierDeliveries();

    @BeforeEach
    void create() throws IOException {
        ana = new Maildir(directory.resolve("ana"));
        ana.create();
        bob = new Maildir(directory.resolve("bob"));
        bob.create();
    }

    private static DeliveryName name(long id) {
        return DeliveryName.of(Instant.ofEpochSecond(1_700_000_000L), new QueueId(id), "ana@example.org");
    }

    private static void deliver(Maildir maildir, long id) throws IOException {
        maildir.deliver(name(id), new byte[0], Body.of("x\n"), Attempt.FIRST);
    }

    private void assertKnown(Maildir maildir, long id, boolean known) throws IOException {
        assertThat(earlier.mayHold(maildir, name(id))).as("message " + id).isEqualTo(known);
    }

    @Test
    void anEarlierDeliveryIsFoundInNewAndCur() throws IOException {
        deliver(ana, 1);
        deliver(ana, 2);
        deliver(ana, Long.MAX_VALUE);
        ana.markSeen(ana.list().get(0));

        assertKnown(ana, 1, true);
        assertKnown(ana, 2, true);
        assertKnown(ana, Long.MAX_VALUE, true);
        assertKnown(ana, 3, false);
        assertKnown(bob, 1, false);
    }

    @Test
    void theDirectoriesAreReadOnce() throws IOException {
        deliver(ana, 1);
        assertKnown(ana, 1, true);
        Files.delete(ana.path().resolve("cur"));

        assertKnown(ana, 1, true);
        assertKnown(ana, 2, false);
    }

    @Test
    void rememberedDeliveriesAreBounded() throws IOException {
        EarlierDeliveries few = new EarlierDeliveries(3);
        deliver(ana, 1);
        deliver(ana, 2);
        deliver(bob, 1);
        deliver(bob, 2);
        few.mayHold(ana, name(1));
        few.mayHold(bob, name(1)); // four are too many

        Files.delete(bob.path().resolve("cur"));
        assertThat(few.mayHold(bob, name(1))).isTrue();
        Files.delete(ana.path().resolve("cur"));
        assertThatThrownBy(() -> few.mayHold(ana, name(1))).isInstanceOf(IOException.class);
    }

    @Test
    void namesOfOtherProgramsDoNotDisturb() throws IOException {
        for (String name : new String[] {
            "1700000000.M1P2.mx,S=3", "x", ".Q", "1.Q", "1.QR", "1.Q12", "1.Q123456789012345678901R", "1700000000.Qx1R"
        }) {
            Files.writeString(ana.path().resolve("new").resolve(name), "x\n");
        }
        deliver(ana, 1);

        assertKnown(ana, 1, true);
        assertKnown(ana, 12, false);
    }

    @Test
    void aMaildirThatIsNotThereIsAnError() {
        Maildir nobody = new Maildir(directory.resolve("nobody"));

        assertThatThrownBy(() -> earlier.mayHold(nobody, name(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody");
    }
}
