package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.SmtpListener;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.rar.work.Workers;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final FakeListener bean = new FakeListener();
    private final FakeEndpointFactory factory = new FakeEndpointFactory(bean);
    private final Endpoints<SmtpListener> endpoints = new Endpoints<>(SmtpListener.class, factory, factory);
    private final List<Work> scheduled = new ArrayList<>();
    private boolean rejecting;
    private final GroupCommit commits = new GroupCommit(endpoints, new Workers(new ManualWorkManager()));
    private final Map<Long, Boolean> answers = new TreeMap<>();

    private void submit(long id) {
        InboundMessage message = new InboundMessage(
                new QueueId(id), new Envelope("", List.of("a@b.example")), Body.of("x\n"), 3, Instant.EPOCH);
        commits.submit(
                message, committed -> assertThat(answers.put(id, committed)).isNull());
    }

    private void work() {
        while (!scheduled.isEmpty()) {
            scheduled.remove(0).run();
        }
    }

    private static boolean holds(List<InboundMessage> messages, long id) {
        return messages.stream().anyMatch(message -> message.id().value() == id);
    }

    @Test
    void messagesThatCameTogetherAreStoredTogether() {
        for (long id = 1; id <= 5; id++) {
            submit(id);
        }
        work();

        assertThat(bean.accepted)
                .singleElement()
                .satisfies(batch -> assertThat(batch).hasSize(5));
        assertThat(answers).hasSize(5).containsValue(true).doesNotContainValue(false);
    }

    @Test
    void aBatchHasALimit() {
        for (long id = 1; id <= 100; id++) {
            submit(id);
        }
        work();

        assertThat(bean.accepted).extracting(List::size).containsExactly(64, 36);
    }

    @Test
    void aSecondCommitterHelpsOnlyWhenOneCannotKeepUp() {
        for (long id = 1; id <= 64; id++) {
            submit(id);
        }
        assertThat(scheduled).hasSize(1);
        submit(65);
        assertThat(scheduled).hasSize(2);
    }

    @Test
    void oneThatCannotBeStoredDoesNotHarmTheOthers() {
        bean.fails = messages -> holds(messages, 2);
        for (long id = 1; id <= 3; id++) {
            submit(id);
        }
        work();

        assertThat(answers).containsEntry(1L, true).containsEntry(2L, false).containsEntry(3L, true);
    }

    @Test
    void nobodyIsToldYesBeforeTheCommit() {
        submit(1);
        assertThat(answers).isEmpty();
        work();
        assertThat(answers).containsEntry(1L, true);
    }

    @Test
    void withoutAThreadTheClientIsDeferredAndTheNextOneServed() {
        rejecting = true;
        submit(1);
        assertThat(answers).containsEntry(1L, false);

        rejecting = false;
        submit(2);
        work();
        assertThat(answers).containsEntry(2L, true);
    }

    @Test
    void anErrorIsAnAnswerToo() {
        bean.failure = () -> new StackOverflowError("planned");
        bean.fails = messages -> holds(messages, 2);
        for (long id = 1; id <= 3; id++) {
            submit(id);
        }
        work();
        assertThat(answers).containsEntry(1L, true).containsEntry(2L, false).containsEntry(3L, true);

        submit(4);
        work();
        assertThat(answers).containsEntry(4L, true);
    }

    @Test
    void aClientThatCannotBeToldDoesNotKeepTheOthersFromIt() {
        InboundMessage message = new InboundMessage(
                new QueueId(9), new Envelope("", List.of("a@b.example")), Body.of("x\n"), 3, Instant.EPOCH);
        commits.submit(message, committed -> {
            throw new IllegalStateException("planned");
        });
        submit(1);
        work();
        assertThat(answers).containsEntry(1L, true);
    }

    @Test
    void aMessageThatCanNeverBeStoredIsRefused() {
        bean.failure = () -> new NeverStoredException("planned", null);
        bean.fails = messages -> true;
        List<String> told = new ArrayList<>();
        InboundMessage message = new InboundMessage(
                new QueueId(9), new Envelope("", List.of("a@b.example")), Body.of("x\n"), 3, Instant.EPOCH);
        commits.submit(message, new GroupCommit.Answer() {
            @Override
            public void committed(boolean committed) {
                told.add("committed " + committed);
            }

            @Override
            public void refused() {
                told.add("refused");
            }
        });
        work();
        assertThat(told).containsExactly("refused");
    }

    private final class ManualWorkManager implements WorkManager {
        @Override
        public void scheduleWork(Work work) throws WorkException {
            if (rejecting) {
                throw new WorkRejectedException("planned");
            }
            scheduled.add(work);
        }

        @Override
        public void scheduleWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void doWork(Work work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long startWork(Work work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
