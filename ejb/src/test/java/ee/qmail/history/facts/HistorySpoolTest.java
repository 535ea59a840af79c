package ee.qmail.history.facts;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.history.facts.HistorySpool.Batch;
import ee.qmail.history.facts.HistorySpool.Place;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Ending;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistorySpoolTest {
    private static final long MOST = 100L << 20;
    private static final Place BEGIN = new Place(0, 0);
    private static final Attributes ORIGIN = new Attributes(Map.of(Attribute.CLIENT, "192.0.2.7"));

    @TempDir
    private Path directory;

    private static Fact fact(long id) {
        return new Fact.Refused(id, 0, "RCPT", "a@b.example", "c@d.example", ORIGIN, 0, "550 5.1.1 no", 1);
    }

    private static List<Fact> facts(int from, int to) {
        List<Fact> facts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            facts.add(fact(i));
        }
        return facts;
    }

    private static List<Fact> rest(HistorySpool spool, Place from, int atOnce) throws IOException {
        List<Fact> all = new ArrayList<>();
        Place place = from;
        while (true) {
            Batch batch = spool.read(place, atOnce);
            if (batch.facts().isEmpty()) {
                return all;
            }
            all.addAll(batch.facts());
            place = batch.next();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted(Comparator.naturalOrder()).toList();
        }
    }

    @Test
    void givesBackEachKindOfFact() throws IOException {
        List<Fact> facts = List.of(
                new Fact.Accepted(
                        1,
                        2,
                        true,
                        "ana@a.example",
                        ORIGIN,
                        5,
                        "<1@x>",
                        "caf\u00e9",
                        List.of(
                                new Fact.Recipient(1, "p-b@b.example", "b@b.example"),
                                new Fact.Recipient(3, "c@c", "c@c"))),
                new Fact.Tried(
                        4,
                        2,
                        "",
                        Attributes.NONE,
                        5,
                        "p-b@b.example",
                        7,
                        DeliveryReport.replied(
                                        "b@b.example",
                                        Outcome.DEFERRAL,
                                        Reason.DATA_FAILED,
                                        "192.0.2.9",
                                        "451 4.3.0 no")
                                .ended(Ending.TOO_LONG)),
                new Fact.Tried(
                        5,
                        2,
                        "",
                        ORIGIN,
                        5,
                        "c@c",
                        1,
                        DeliveryReport.delivered("c@c", new Did(1, 1, 0, new QueueId(9)))),
                new Fact.Followed(6, 2, 9, Fact.Kind.FORWARD),
                fact(8));
        HistorySpool spool = new HistorySpool(directory, MOST);
        assertThat(spool.append(facts)).isEqualTo(5);
        assertThat(rest(spool, BEGIN, 2)).isEqualTo(facts);
    }

    @Test
    void goesOnWhereItWasReadToAfterARestart() throws IOException {
        HistorySpool spool = new HistorySpool(directory, MOST);
        spool.append(facts(0, 10));
        Place place = spool.read(BEGIN, 4).next();
        spool.append(facts(10, 12));

        HistorySpool next = new HistorySpool(directory, MOST);
        next.append(facts(12, 14));
        assertThat(rest(next, place, 100)).isEqualTo(facts(4, 14));
        assertThat(files()).hasSize(2);
    }

    /** The process was killed while it wrote. */
    @Test
    void whatIsNotWholeEndsItsFileOnly() throws IOException {
        HistorySpool spool = new HistorySpool(directory, MOST);
        spool.append(facts(0, 3));
        Path file = files().get(0);
        try (var cut = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            cut.truncate(Files.size(file) - 5);
        }
        HistorySpool next = new HistorySpool(directory, MOST);
        assertThat(rest(next, BEGIN, 100)).isEqualTo(facts(0, 2));
        next.append(facts(3, 5));
        assertThat(rest(next, BEGIN, 100)).containsExactly(fact(0), fact(1), fact(3), fact(4));
    }

    @Test
    void oneThatCannotBeReadIsLeftOut() throws IOException {
        HistorySpool spool = new HistorySpool(directory, MOST);
        spool.append(facts(0, 1));
        long first = spool.backlog();
        spool.append(facts(1, 3));
        try (var wrong = Files.newByteChannel(files().get(0), StandardOpenOption.WRITE)) {
            wrong.position(first + 12);
            wrong.write(ByteBuffer.wrap(new byte[] {77}));
        }
        assertThat(rest(spool, BEGIN, 100)).containsExactly(fact(0), fact(2));
        assertThat(rest(spool, BEGIN, 1)).containsExactly(fact(0), fact(2));
    }

    @Test
    void filesThatAreReadAreDeletedAndTheBacklogIsCounted() throws IOException {
        HistorySpool spool = new HistorySpool(directory, MOST);
        int enough = (int) (HistorySpool.SEGMENT / 60);
        spool.append(facts(0, enough));
        spool.append(facts(0, 2));
        assertThat(files()).hasSize(2);

        Place place = BEGIN;
        for (Batch batch = spool.read(place, 10_000); !batch.facts().isEmpty(); batch = spool.read(place, 10_000)) {
            place = batch.next();
            spool.forget(place);
        }
        assertThat(files()).hasSize(1);
        assertThat(spool.backlog()).isZero();
    }

    @Test
    void takesNoMoreThanItMayHold() throws IOException {
        HistorySpool spool = new HistorySpool(directory, 1_000);
        int kept = spool.append(facts(0, 50));
        assertThat(kept).isBetween(5, 20);
        assertThat(spool.append(facts(50, 60))).isZero();
        assertThat(rest(spool, BEGIN, 100)).isEqualTo(facts(0, kept));
    }

    @Test
    void textsAreCutAndHaveWhatADatabaseTakes() throws IOException {
        String emoji = "\ud83d\ude00";
        HistorySpool spool = new HistorySpool(directory, MOST);
        spool.append(List.of(new Fact.Refused(
                1, 0, "RCPT", "a\0b" + "x".repeat(2_000), "x".repeat(1_023) + emoji, ORIGIN, 0, "550", 1)));
        Fact.Refused read = (Fact.Refused) rest(spool, BEGIN, 1).get(0);
        assertThat(read.sender()).startsWith("a?bx").hasSize(1_024);
        assertThat(read.recipient()).isEqualTo("x".repeat(1_023) + "?");
    }
}
