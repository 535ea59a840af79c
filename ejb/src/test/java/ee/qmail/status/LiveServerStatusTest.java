package ee.qmail.status;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.MailService;
import ee.qmail.contract.QueueConsumption;
import ee.qmail.contract.Queues;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.jms.IdleBroker;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.QueueException;
import ee.qmail.loop.SignOfLife;
import ee.qmail.loop.StandingWarning;
import ee.qmail.message.Channel;
import ee.qmail.send.Concurrency;
import ee.qmail.send.SendSwitch;
import ee.qmail.start.NodeNumber;
import ee.qmail.start.Readiness;
import ee.qmail.text.Sentence;
import ee.qmail.time.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveServerStatusTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final SendSwitch sendSwitch = new SendSwitch();
    private boolean started;
    private boolean queueIsDown;
    private boolean databaseIsDown;
    private int asked;
    private Duration idle = Duration.ZERO;
    private Optional<String> trouble = Optional.empty();
    private LiveServerStatus status;

    private final class Start extends Readiness {
        @Override
        public boolean isStarted() {
            return started;
        }
    }

    private final class Queue extends JmsSender {
        @Override
        public void probe() {
            asked++;
            if (queueIsDown) {
                throw new QueueException("planned", null);
            }
        }
    }

    private final class Slots extends Concurrency {
        @Override
        public Duration idle(Channel channel) {
            return channel == Channel.LOCAL ? idle : Duration.ZERO;
        }
    }

    private final class Store extends DeferredStore {
        @Override
        public void probe() {
            asked++;
        }

        @Override
        public long count() {
            if (databaseIsDown) {
                throw new IllegalStateException("planned");
            }
            return 3;
        }
    }

    @BeforeEach
    void prepare() {
        status = new LiveServerStatus(
                new Start(), new Queue(), new Store(), new NodeNumber(null, null, null), sendSwitch, new Slots(), null);
        status.executor = Runnable::run;
        status.clock = clock;
        status.prepare();
    }

    private ServiceState service(String name) {
        return status.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysThatAnAdministratorStoppedSend() {
        assertThat(service("send").up()).isTrue();
        sendSwitch.turn(false);
        assertThat(service("send").up()).isFalse();
        assertThat(service("send").detail()).contains("administrator");
        assertThat(service("send").since()).isNotNull();
    }

    @Test
    void aPausedListenerIsNeitherUpNorDown() {
        FakeMailService smtpd = new FakeMailService("smtpd");
        MailService.RUNNING.add(smtpd);
        try {
            assertThat(service("smtpd").state()).as("starting").isEqualTo(MailService.State.DOWN);
            started = true;
            assertThat(service("smtpd"))
                    .isEqualTo(new ServiceState(
                            "smtpd",
                            MailService.State.UP,
                            Sentence.as("listening on 127.0.0.1:2525, connections: 3"),
                            Instant.EPOCH,
                            Map.of("TLSv1.3", 7L)));
            smtpd.pause();
            assertThat(service("smtpd").state()).isEqualTo(MailService.State.PAUSED);
            assertThat(service("smtpd").up()).isFalse();
        } finally {
            MailService.RUNNING.remove(smtpd);
        }
    }

    @Test
    void aQueueThatIsDownIsToldWithItsReasonAndTheDatabaseIsNotBlamed() {
        queueIsDown = true;

        assertThat(service("queue")).isEqualTo(new ServiceState("queue", false, "planned", null));
        assertThat(service("database").up()).isTrue();
    }

    @Test
    void theEmbeddedBrokerTellsHowManyMessagesItHolds() {
        InProcessBroker broker = new IdleBroker() {
            @Override
            public Map<String, Long> depths() {
                return Map.of(Queues.LOCAL, 5L);
            }
        };
        InProcessBroker.RUNNING.add(broker);
        try {
            assertThat(status.queue().local()).isEqualTo(5);
        } finally {
            InProcessBroker.RUNNING.remove(broker);
        }
    }

    @Test
    void namesAQueueWithoutConsumers() {
        QueueConsumption consumption = new QueueConsumption() {
            @Override
            public List<String> missing() {
                return List.of("qmail.remote: 3 of 60 consumers are attached");
            }

            @Override
            public Optional<Instant> lastBreak() {
                return Optional.empty();
            }
        };
        QueueConsumption.RUNNING.add(consumption);
        try {
            assertThat(service("qmail.remote").up()).isFalse();
            assertThat(service("qmail.remote").detail()).contains("3 of 60");
            assertThat(service("queue").up()).isTrue();
        } finally {
            QueueConsumption.RUNNING.remove(consumption);
        }
    }

    @Test
    void aDatabaseThatIsGoneLeavesTheCountsOfTheBroker() {
        assertThat(status.queue()).isEqualTo(new QueueCounts(-1, -1, 3, -1));
        databaseIsDown = true;
        assertThat(status.queue()).isEqualTo(new QueueCounts(-1, -1, -1, -1));
    }

    @Test
    void namesOnlyLoopsWithoutASignOfLife() {
        SignOfLife loop = new SignOfLife() {
            @Override
            public String name() {
                return "a loop";
            }

            @Override
            public Optional<String> trouble() {
                return trouble;
            }
        };
        SignOfLife.SIGNS.add(loop);
        try {
            assertThat(status.services()).extracting(ServiceState::name).doesNotContain("a loop");
            trouble = Optional.of("no sign of life for 77 seconds");
            assertThat(service("a loop"))
                    .isEqualTo(new ServiceState("a loop", false, "no sign of life for 77 seconds", null));
        } finally {
            SignOfLife.SIGNS.remove(loop);
        }
    }

    @Test
    void brokerAndDatabaseAreAskedOnceASecond() {
        status.services();
        clock.set(START.plusMillis(999));
        status.services();
        assertThat(asked).as("one question each").isEqualTo(2);

        clock.set(START.plusMillis(1000));
        status.services();
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void aServiceIsUpSinceItCameBack() {
        queueIsDown = true;
        assertThat(service("queue").up()).isFalse();
        queueIsDown = false;
        assertThat(service("queue").up()).as("within the same second").isFalse();

        clock.set(START.plusSeconds(5));
        assertThat(service("queue").since()).isEqualTo(clock.instant());
        Instant back = clock.instant();
        clock.pass(Duration.ofSeconds(60));
        assertThat(service("queue").since()).isEqualTo(back);
    }

    @Test
    void messagesThatNobodyTakesAreTrouble() {
        InProcessBroker broker = new IdleBroker() {
            @Override
            public Map<String, Long> depths() {
                return Map.of(Queues.LOCAL, 46L, Queues.REMOTE, 3L);
            }
        };
        InProcessBroker.RUNNING.add(broker);
        try {
            clock.set(Instant.now()); // the switch is as old as the test
            idle = Duration.ofSeconds(121);
            assertThat(service("queue").up()).as("they have not had the time").isTrue();
            clock.pass(Duration.ofMinutes(3));
            assertThat(service("queue").detail())
                    .startsWith("qmail.local: messages that wait: 46, and none has been taken for 2 minutes");
            clock.pass(Probe.LIFE);
            idle = Duration.ofSeconds(119);
            assertThat(service("queue").up()).isTrue();
        } finally {
            InProcessBroker.RUNNING.remove(broker);
        }
    }

    @Test
    void anEmptyQueueMayBeIdle() {
        clock.set(Instant.now().plus(Duration.ofMinutes(3)));
        idle = Duration.ofDays(1);
        assertThat(service("queue").up()).isTrue();
    }

    /** It asks for something to be done, and nothing is down because of it. */
    @Test
    void aWarningIsToldBesideTheServices() {
        StandingWarning warning = () -> List.of("a password is wrong");
        int services = status.services().size();
        StandingWarning.ALL.add(warning);
        try {
            assertThat(status.warnings()).contains("a password is wrong");
            assertThat(status.services()).hasSize(services);
        } finally {
            StandingWarning.ALL.remove(warning);
        }
        assertThat(status.warnings()).doesNotContain("a password is wrong");
    }
}
