package ee.qmail.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.directory.TestDatabase;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.Job;
import ee.qmail.jms.Reports;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Ending;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QreadTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant NEXT = NOW.plusSeconds(400);

    private final TransactionalStore store = new TransactionalStore();
    private ControlFiles controlFiles;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        store.empty();
        QmailHome home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        controlFiles = new ControlFiles(home.control(), warning -> {});
        for (long id = 1; id <= 3; id++) {
            store.handOver(job(id), List.of(Reports.deferral("a@far.example", "not now")), NEXT, 1);
        }
    }

    private static Job job(long id) {
        return new Job(
                new QueueId(id),
                1,
                1,
                Channel.REMOTE,
                "far.example",
                new Envelope("", List.of("a@far.example")),
                Body.of("text\n"),
                6,
                NOW);
    }

    private <T> T ask(Function<Qread, T> question) {
        try (EntityManager manager = TestDatabase.open()) {
            manager.getTransaction().begin();
            T answer = question.apply(new Qread(manager, controlFiles));
            manager.getTransaction().commit();
            return answer;
        }
    }

    private List<WaitingMessage> list(long after) {
        return ask(all -> all.list(after, 2));
    }

    private Optional<WaitingMessage> second() {
        return ask(all -> all.find(new QueueId(2)));
    }

    private long retrySecond() {
        return ask(all -> all.retry(new QueueId(2), NOW));
    }

    private long retryAll() {
        return ask(all -> all.retryAll(NEXT.minusSeconds(1)));
    }

    private Map<String, Long> waitingForApplications() {
        return ask(Qread::waitingForApplications);
    }

    private long retryForApplications() {
        return ask(all -> all.retryForApplications(NOW));
    }

    @Test
    void aPageBeginsAfterAnId() {
        assertThat(list(0)).extracting(WaitingMessage::id).containsExactly("1", "2");
        assertThat(list(2))
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .isEqualTo(new WaitingMessage(
                                "3",
                                NOW,
                                5,
                                "",
                                Map.of(),
                                List.of(new WaitingMessage.Recipient(
                                        "remote", "a@far.example", "deferral", "not now", NEXT, 1)))));
        assertThat(list(3)).isEmpty();
    }

    @Test
    void aMessageIsFoundByItsIdAlone() {
        assertThat(second())
                .hasValueSatisfying(message -> assertThat(message.id()).isEqualTo("2"));
        store.delete(job(2));
        assertThat(second()).isEmpty();
    }

    @Test
    void oneMessageIsDueAndTheOthersStayAsTheyAre() {
        assertThat(retrySecond()).isEqualTo(1);

        assertThat(store.due(NOW, 10))
                .singleElement()
                .satisfies(due -> assertThat(due.ticket().id()).isEqualTo(new QueueId(2)));
    }

    @Test
    void countsTheMailThatWaitsForEachAddressOfAnApplication() {
        for (int id : new int[] {4, 5}) {
            store.handOver(job(id), List.of(DeliveryReport.of("a@far.example", Reason.ABSENT)), NEXT, 1);
        }
        store.handOver(job(6), List.of(DeliveryReport.of("a@far.example", Reason.APPLICATION_FAILED)), NEXT, 1);
        assertThat(waitingForApplications()).isEqualTo(Map.of("a@far.example", 2L));
    }

    @Test
    void makesOnlyJobsThatWaitForAnApplicationDue() {
        store.handOver(job(4), List.of(DeliveryReport.of("a@far.example", Reason.ABSENT)), NEXT, 1);
        store.handOver(
                job(5),
                List.of(DeliveryReport.of("a@far.example", Reason.ABSENT).ended(Ending.BY_HAND)),
                NEXT,
                1);
        store.handOver(job(6), List.of(DeliveryReport.of("a@far.example", Reason.APPLICATION_BUSY)), NEXT, 0);

        assertThat(retryForApplications()).isEqualTo(2);

        assertThat(store.due(NOW, 10))
                .extracting(due -> due.ticket().id())
                .containsExactlyInAnyOrder(new QueueId(4), new QueueId(6));
        assertThat(retryForApplications()).isZero();
    }

    @Test
    void doesNotMakeJobsUnderWayDue() {
        store.due(NEXT, 1);

        assertThat(retryAll()).isEqualTo(2);
        assertThat(retryAll()).isZero();
    }
}
