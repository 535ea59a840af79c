package ee.qmail.web.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.deferred.DeferredStore;
import ee.qmail.history.RecentDelivery;
import ee.qmail.history.facts.HistoryLag;
import ee.qmail.message.Channel;
import ee.qmail.remote.TcpTo;
import ee.qmail.send.Concurrency;
import ee.qmail.status.QueueCounts;
import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceState;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final TcpTo tcpTo = new TcpTo(Clock.fixed(NOW, ZoneOffset.UTC));

    private final HistoryLag lag = new HistoryLag();

    private static final ServerStatus STATUS = new ServerStatus() {
        @Override
        public List<ServiceState> services() {
            return List.of(
                    new ServiceState("smtpd", true, "listening", NOW),
                    new ServiceState("database", false, "does not answer", null));
        }

        @Override
        public QueueCounts queue() {
            return new QueueCounts(4, 2, -1, -1);
        }

        @Override
        public List<RecentDelivery> recent(int max) {
            return List.of();
        }

        @Override
        public List<String> warnings() {
            return List.of("the disk is full");
        }
    };

    private static class Database extends DeferredStore {
        Database() {
            super(null, null);
        }

        @Override
        public long count() {
            return 7;
        }

        @Override
        public Optional<Instant> oldest() {
            return Optional.of(NOW.minusSeconds(90));
        }
    }

    private static class Slots extends Concurrency {
        @Override
        public int busy(Channel channel) {
            return channel == Channel.REMOTE ? 5 : 0;
        }
    }

    private Map<State, Map<List<String>, Double>> states(DeferredStore deferred) {
        States states = new States(STATUS, deferred, new Slots(), tcpTo, lag);
        states.clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return states.now();
    }

    @Test
    void eachPartIsAsked() throws Exception {
        lag.tellBy(() -> new HistoryLag.Backlog(4_096, Duration.ofMillis(1_500), 2));
        tcpTo.timedOut(InetAddress.getByName("192.0.2.7"));
        assertThat(states(new Database()))
                .containsEntry(State.SERVICE_UP, Map.of(List.of("smtpd"), 1.0, List.of("database"), 0.0))
                .containsEntry(State.DEFERRED_JOBS, Map.of(List.of(), 7.0))
                .containsEntry(State.DEFERRED_OLDEST_SECONDS, Map.of(List.of(), 90.0))
                .containsEntry(State.DELIVERIES_RUNNING, Map.of(List.of("local"), 0.0, List.of("remote"), 5.0))
                .containsEntry(State.HOSTS_TIMED_OUT, Map.of(List.of(), 1.0))
                .containsEntry(State.HISTORY_BEHIND_SECONDS, Map.of(List.of(), 1.5))
                .containsEntry(State.HISTORY_BACKLOG_BYTES, Map.of(List.of(), 4_096.0))
                .containsEntry(State.HISTORY_LOST_FACTS, Map.of(List.of(), 2.0))
                .containsEntry(State.WARNINGS, Map.of(List.of(), 1.0));
    }

    @Test
    void aQueueThatIsNotToldIsLeftOut() {
        assertThat(states(new Database()).get(State.QUEUE_MESSAGES))
                .isEqualTo(Map.of(List.of("qmail.local"), 4.0, List.of("qmail.remote"), 2.0));
    }

    @Test
    void theOthersAreToldWhileTheDatabaseDoesNotAnswer() {
        DeferredStore broken = new Database() {
            @Override
            public long count() {
                throw new IllegalStateException("no database");
            }
        };
        assertThat(states(broken))
                .containsEntry(State.DEFERRED_JOBS, Map.of())
                .containsEntry(State.WARNINGS, Map.of(List.of(), 1.0));
    }
}
