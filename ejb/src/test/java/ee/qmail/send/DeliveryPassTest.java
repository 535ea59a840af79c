package ee.qmail.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.QueueConsumption;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.jms.FakeMessage;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.Job;
import ee.qmail.jms.QueueException;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.message.ReportText;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryPassTest {
    private DeliveryPass pass;
    private AttemptMarks marks;
    private final List<String> attempted = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> handedOver = new ArrayList<>();
    private final List<String> putAside = new ArrayList<>();
    private final List<String> buried = new ArrayList<>();
    private int failures;
    private Outcome outcome = Outcome.SUCCESS;
    private boolean syncFails;
    private int rowSyncs;
    private Error error;
    private Error settlementError;

    private final Deliverer deliverer = new Deliverer() {
        @Override
        public List<DeliveryReport> deliver(Job job, EarlierAttempts earlier) {
            if (error != null) {
                throw error;
            }
            attempted.add(job.key()
                    + switch (earlier) {
                        case NONE -> "";
                        case BEFORE_THE_START -> " left over";
                        case POSSIBLE -> " again";
                    });
            return job.envelope().recipients().stream()
                    .map(recipient -> ReportText.read(recipient, outcome, "done"))
                    .toList();
        }

        @Override
        public void sync() throws IOException {
            assertThat(settled).isEmpty();
            if (syncFails) {
                throw new IOException("planned");
            }
        }
    };

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        marks = AttemptMarks.open(directory);
        JmsSender outbox = new JmsSender() {
            @Override
            public void bury(Message message, QueueId id, String reason) {
                buried.add(reason);
            }
        };
        Concurrency concurrency = new Concurrency() {
            @Override
            Optional<Slot> enter(Channel channel, String domain, boolean isBounce) {
                return Optional.of(() -> {});
            }
        };
        SendLogger logs = new SendLogger() {
            @Override
            List<Long> starting(Job job) {
                return List.of(1L);
            }

            @Override
            void ended(Job job, List<Long> numbers, List<DeliveryReport> reports) {}
        };
        Settlement settlement = new Settlement() {
            @Override
            List<DeliveryReport> finalIfDying(Job job, List<DeliveryReport> reports, Instant now) {
                return reports;
            }

            @Override
            void settleFirst(Job job, List<DeliveryReport> reports, Instant now) {
                if (failures > 0) {
                    failures--;
                    throw new QueueException("planned", null);
                }
                if (settlementError != null && job.id().value() == 2) {
                    throw settlementError;
                }
                settled.add(job.key() + " " + reports.get(0).outcome());
                texts.add(reports.get(0).text());
            }

            @Override
            void syncRows() {
                rowSyncs++;
            }

            @Override
            void putAsideFirst(Job job, String reason, Instant since) {
                if (failures > 0) {
                    failures--;
                    throw new QueueException("planned", null);
                }
                putAside.add(job.key() + " " + since.getEpochSecond() + ": " + reason);
            }
        };
        DeferredStore store = new DeferredStore() {
            @Override
            public boolean has(QueueId id, int job) {
                return handedOver.contains(id + "/" + job);
            }
        };
        HeldDomains held = new HeldDomains() {
            @Override
            public boolean isHeld(String domain) {
                return false;
            }
        };
        pass = new DeliveryPass(store, settlement, concurrency, logs, marks, outbox, held);
    }

    private static Job job(long id, Channel channel) {
        return job(id, channel, Instant.now().plusSeconds(60));
    }

    private static Job job(long id, Channel channel, Instant arrival) {
        return new Job(
                new QueueId(id),
                1,
                1,
                channel,
                "example.org",
                new Envelope("s@example.net", List.of("a@example.org")),
                Body.of("x\n"),
                3,
                arrival);
    }

    private static BytesMessage message(boolean redelivered, Channel channel, long... ids)
            throws JMSException, IOException {
        List<Job> jobs = new ArrayList<>();
        for (long id : ids) {
            jobs.add(job(id, channel));
        }
        return message(redelivered, jobs);
    }

    private static BytesMessage message(boolean redelivered, List<Job> jobs) throws JMSException, IOException {
        FakeMessage message =
                FakeMessage.of(QueuedMessage.newJobs(jobs, job -> false).get(0));
        message.properties().put("JMSRedelivered", redelivered);
        return message.asReceived();
    }

    private void run(boolean redelivered, Channel channel, long... ids) throws JMSException, IOException {
        pass.run(channel, message(redelivered, channel, ids), deliverer);
    }

    private void runAlone(BytesMessage message) {
        settled.clear();
        pass.run(Channel.REMOTE, message, deliverer);
    }

    @Test
    void allJobsOfABundleAreTriedAndThenSettled() throws Exception {
        run(false, Channel.LOCAL, 1, 2, 3);

        assertThat(attempted).containsExactly("1/1", "2/1", "3/1");
        assertThat(settled).containsExactly("1/1 SUCCESS", "2/1 SUCCESS", "3/1 SUCCESS");
    }

    @Test
    void defersDeliveriesNotKnownToBeOnDisk() throws Exception {
        syncFails = true;
        run(false, Channel.LOCAL, 1, 2);

        assertThat(settled).containsExactly("1/1 " + Outcome.DEFERRAL, "2/1 " + Outcome.DEFERRAL);
    }

    @Test
    void triesOnlyJobsWithoutARowOfARepeatedBundle() throws Exception {
        handedOver.add("2/1");
        run(true, Channel.LOCAL, 1, 2, 3);

        assertThat(attempted).containsExactly("1/1 again", "3/1 again");
        assertThat(rowSyncs)
                .as("the job is acknowledged only if its row is on disk")
                .isOne();
    }

    /** Only a broker of this process is known to have given the job to nobody else since then. */
    @Test
    void aJobFromBeforeTheStartMayHaveBeenTriedBeforeItAndWithABrokerElsewhereAtAnyTime() throws Exception {
        List<Job> old = List.of(job(1, Channel.REMOTE, Instant.now().minusSeconds(60)));
        InProcessBroker broker = (InProcessBroker) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {InProcessBroker.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        runAlone(message(false, old));

        InProcessBroker.RUNNING.add(broker);
        try {
            runAlone(message(false, old));
            runAlone(message(true, old));
            runAlone(message(false, Channel.REMOTE, 2));
        } finally {
            InProcessBroker.RUNNING.remove(broker);
        }

        assertThat(attempted).containsExactly("1/1 again", "1/1 left over", "1/1 again", "2/1");
    }

    /** It forgets what it has given to whom when it is started again: nothing is marked as redelivered then. */
    @Test
    void jobsFromBeforeTheLastLossOfABrokerElsewhereMayHaveBeenTried() throws Exception {
        Instant lost = Instant.now().plusSeconds(600);
        QueueConsumption consumption = new QueueConsumption() {
            @Override
            public List<String> missing() {
                return List.of();
            }

            @Override
            public Optional<Instant> lastBreak() {
                return Optional.of(lost);
            }
        };
        QueueConsumption.RUNNING.add(consumption);
        try {
            runAlone(message(false, List.of(job(1, Channel.REMOTE, lost.minusSeconds(1)))));
            runAlone(message(false, List.of(job(2, Channel.REMOTE, lost.plusSeconds(9)))));
            runAlone(message(false, List.of(job(3, Channel.REMOTE, lost.plusSeconds(11)))));
        } finally {
            QueueConsumption.RUNNING.remove(consumption);
        }

        assertThat(attempted).containsExactly("1/1 again", "2/1 again", "3/1");
    }

    @Test
    void sch8AnOutcomeThatCannotBeStoredIsKeptAndTheMailNotSentAgain() throws Exception {
        failures = 2;
        assertThatThrownBy(() -> run(false, Channel.REMOTE, 1)).isInstanceOf(QueueException.class);
        assertThatThrownBy(() -> run(true, Channel.REMOTE, 1)).isInstanceOf(QueueException.class);
        run(true, Channel.REMOTE, 1);

        assertThat(attempted).containsExactly("1/1");
        assertThat(settled).containsExactly("1/1 SUCCESS");

        settled.clear();
        run(true, Channel.REMOTE, 1);
        assertThat(attempted).containsExactly("1/1", "1/1 again");
    }

    /** It may have been stored, and only telling it have failed; then this would be the next attempt. */
    @Test
    void aDeferralThatCannotBeStoredIsNoReasonNotToTryAgain() throws Exception {
        failures = 1;
        outcome = Outcome.DEFERRAL;
        assertThatThrownBy(() -> run(false, Channel.REMOTE, 1)).isInstanceOf(QueueException.class);
        run(true, Channel.REMOTE, 1);

        assertThat(attempted).containsExactly("1/1", "1/1 again");
    }

    @Test
    void anErrorOfAnAttemptIsADeferral() throws Exception {
        error = new StackOverflowError("planned");
        run(false, Channel.LOCAL, 1, 2);

        assertThat(settled).containsExactly("1/1 DEFERRAL", "2/1 DEFERRAL");
    }

    @Test
    void anErrorOfASettlementPutsTheJobBackForOthers() throws Exception {
        settlementError = new StackOverflowError("planned");
        assertThatThrownBy(() -> run(false, Channel.LOCAL, 1, 2, 3))
                .isInstanceOf(QueueException.class)
                .hasRootCause(settlementError);
        assertThat(settled).containsExactly("1/1 SUCCESS", "3/1 SUCCESS");

        settlementError = null;
        settled.clear();
        run(true, Channel.LOCAL, 2);
        assertThat(settled).containsExactly("2/1 SUCCESS");
        assertThat(attempted).containsExactly("1/1", "2/1", "3/1"); // its outcome was remembered
    }

    /** It was on disk when it was made, and would be made once more. */
    @Test
    void aRememberedOutcomeStandsIfOthersOfItsBundleAreNotOnDisk() throws Exception {
        failures = 1;
        assertThatThrownBy(() -> run(false, Channel.LOCAL, 1)).isInstanceOf(QueueException.class);
        syncFails = true;
        run(true, Channel.LOCAL, 1, 2);

        assertThat(attempted).containsExactly("1/1", "2/1 again");
        assertThat(settled).containsExactly("1/1 SUCCESS", "2/1 DEFERRAL");
    }

    @Test
    void jobsUnderWayAtTwoEndsOfTheServerAreLeftAloneForAWhile() throws Exception {
        for (int deaths = 0; deaths < 2; deaths++) {
            marks.begin(new QueueId(1), 1);
            start();
        }
        run(true, Channel.LOCAL, 1, 2);

        assertThat(attempted).containsExactly("2/1 again");
        assertThat(settled).containsExactly("1/1 DEFERRAL", "2/1 SUCCESS");
        assertThat(texts.get(0))
                .startsWith("Not tried now: the server has ended 2 times while this was being delivered");
        assertThat(marks.deaths(new QueueId(1), 1)).isEqualTo(2);
    }

    /** @param ids of jobs that may be tried again now */
    private long suspect(int deaths, long... ids) throws IOException {
        long since = Instant.now().minusSeconds(60).getEpochSecond();
        StringBuilder lines = new StringBuilder();
        for (long id : ids) {
            lines.append(id)
                    .append(" 1 ")
                    .append(deaths)
                    .append(' ')
                    .append(since)
                    .append('\n');
        }
        Files.writeString(directory.resolve("suspects"), lines);
        start();
        return since;
    }

    @Test
    void aJobUnderWayAtThreeEndsOfTheServerIsPutAsideAndTheOthersAreTried() throws Exception {
        long since = suspect(3, 1);
        failures = 1;
        assertThatThrownBy(() -> run(true, Channel.LOCAL, 1, 2)).isInstanceOf(QueueException.class);
        assertThat(marks.deaths(new QueueId(1), 1)).isEqualTo(3);
        run(true, Channel.LOCAL, 1, 2);

        assertThat(putAside)
                .containsExactly("1/1 " + since + ": the server has ended 3 times while this was being delivered");
        assertThat(attempted).containsExactly("2/1 again");
        assertThat(settled).containsExactly("2/1 SUCCESS");
        assertThat(marks.deaths(new QueueId(1), 1))
                .as("sent again it has another chance")
                .isZero();
    }

    /** With a slow destination it may be chance, and nothing of an application's runs there. */
    @Test
    void aRemoteJobIsNeverPutAside() throws Exception {
        suspect(3, 1);
        runAlone(message(true, Channel.REMOTE, 1));

        assertThat(putAside).isEmpty();
        assertThat(attempted).containsExactly("1/1 again");
    }

    @Test
    void ofJobsThatMayEndTheServerOneIsTriedAtATime() throws Exception {
        suspect(2, 1, 2);
        Deliverer meanwhile = (job, earlier) -> {
            if (job.id().value() == 1) {
                try {
                    run(true, Channel.LOCAL, 2, 3);
                } catch (JMSException | IOException e) {
                    throw new IllegalStateException(e);
                }
                settled.clear();
            }
            return deliverer.deliver(job, earlier);
        };
        pass.run(Channel.LOCAL, message(true, Channel.LOCAL, 1), meanwhile);

        assertThat(attempted).containsExactly("3/1 again", "1/1 again");
        assertThat(texts.get(0)).contains("another such message is tried now");
        run(true, Channel.LOCAL, 2);
        assertThat(attempted).containsExactly("3/1 again", "1/1 again", "2/1 again");
    }

    @Test
    void oneEndOfTheServerDefersNothingAndAFinishedAttemptClearsTheMark() throws Exception {
        marks.begin(new QueueId(1), 1);
        start();
        run(true, Channel.LOCAL, 1);

        assertThat(attempted).containsExactly("1/1 again");
        assertThat(marks.deaths(new QueueId(1), 1)).isZero();
    }

    /** At a start the mail comes before its application does; and a bean can end the server in the orderly way. */
    @Test
    void mailThatNoBeanHasGivenBackIsAsSuspectAsBeforeAndABeanThatEndsTheServerIsBlamed() throws Exception {
        for (Reason reason : List.of(
                Reason.ABSENT,
                Reason.APPLICATION_BUSY,
                Reason.APPLICATION_TOO_SLOW,
                Reason.STOPPING,
                Reason.APPLICATION_ENDED_SERVER)) {
            marks.begin(new QueueId(1), 1);
            start();
            int deaths = marks.deaths(new QueueId(1), 1);
            assertThat(deaths).isOne();
            pass.run(Channel.LOCAL, message(true, Channel.LOCAL, 1), reporting(reason));
            marks.close();
            start();
            assertThat(marks.deaths(new QueueId(1), 1))
                    .isEqualTo(reason == Reason.APPLICATION_ENDED_SERVER ? deaths + 1 : deaths);
            marks.survived(new QueueId(1), 1);
            settled.clear();
        }
    }

    private static Deliverer reporting(Reason reason) {
        return new Deliverer() {
            @Override
            public List<DeliveryReport> deliver(Job job, EarlierAttempts earlier) {
                return job.envelope().recipients().stream()
                        .map(recipient -> DeliveryReport.of(recipient, reason))
                        .toList();
            }

            @Override
            public void sync() {}
        };
    }

    /** The database in this process would not survive a write of an interrupted thread. */
    @Test
    void anInterruptInAnAttemptDoesNotReachTheSettlement() throws Exception {
        Deliverer interrupting = (job, earlier) -> {
            Thread.currentThread().interrupt();
            return deliverer.deliver(job, earlier);
        };
        pass.run(Channel.REMOTE, message(false, Channel.REMOTE, 1), interrupting);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(settled).containsExactly("1/1 SUCCESS");
    }

    private void assertDead(FakeMessage message, Channel channel, String reason) throws Exception {
        buried.clear();
        pass.run(channel, message.asReceived(), deliverer);
        assertThat(attempted).isEmpty();
        assertThat(buried).singleElement().asString().contains(reason);
    }

    /** It would be so each time it came. */
    @Test
    void messagesThatAreNoJobsAreDeadAtOnce() throws Exception {
        pass.run(Channel.LOCAL, new FakeMessage().as(TextMessage.class), deliverer);
        assertThat(buried).singleElement().asString().contains("no job");

        for (String name : List.of(
                "qmail_id",
                "qmail_job",
                "qmail_channel",
                "qmail_domain",
                "qmail_sender",
                "qmail_recipients",
                "qmail_wire_size",
                "qmail_arrival")) {
            FakeMessage without = FakeMessage.of(QueuedMessage.job(job(1, Channel.LOCAL)));
            without.properties().remove(name);
            assertDead(without, Channel.LOCAL, name + ": is missing");
            FakeMessage wrong = FakeMessage.of(QueuedMessage.job(job(1, Channel.LOCAL)));
            wrong.properties().put(name, new byte[] {1});
            assertDead(wrong, Channel.LOCAL, name + ": is a byte[]");
        }
        assertDead(FakeMessage.of(QueuedMessage.job(job(1, Channel.REMOTE))), Channel.LOCAL, "must be in qmail.remote");
        FakeMessage late = FakeMessage.of(QueuedMessage.job(job(1, Channel.LOCAL)));
        late.properties().put("qmail_arrival", Long.MAX_VALUE);
        assertDead(late, Channel.LOCAL, "the years 1970 to 9999");
        FakeMessage ticket = new FakeMessage();
        ticket.properties().put("qmail_attempt", 1);
        assertDead(ticket, Channel.LOCAL, "qmail_id: is missing");
    }
}
