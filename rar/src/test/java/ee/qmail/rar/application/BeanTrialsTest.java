package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.address.AddressPattern;
import ee.qmail.api.MailListener;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer.Door;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.FakeEndpointFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeanTrialsTest {
    @TempDir
    Path directory;

    private final InstantSource clock = () -> this.now;
    private final List<String> log = new ArrayList<>();
    private final FakeEndpointFactory container = new FakeEndpointFactory(MailListener.class, mail -> {});
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private BeanTrials trials;
    private MailBean bean;

    /** The process before has died, if there was one. */
    @BeforeEach
    void start() {
        trials = BeanTrials.open(directory, clock, log::add);
        bean = new MailBean(
                new Endpoints<>(MailListener.class, container, container),
                FakeCalls.of(Runnable::run, System::nanoTime, log::add, trials),
                AddressPattern.parse("orders@*"),
                new MailActivationSpec(),
                new BeanCounts(clock));
    }

    private BeanMail mail(long id) {
        return mail(id, "ana@x");
    }

    private BeanMail mail(long id, String sender) {
        return new BeanMail(new QueueId(id), sender, "orders@example.org", Body.of("x\n\n"), Instant.EPOCH);
    }

    private void dieInBean(Door door) {
        trials.begin(new BeanCall(bean, mail(7), door, System::nanoTime));
        start();
    }

    private void dieInBean(String... senders) {
        for (String sender : senders) {
            trials.begin(new BeanCall(bean, mail(7, sender), Door.SMTP, System::nanoTime));
        }
        start();
    }

    private void deliver(String sender) {
        assertThat(bean.deliver(mail(9, sender), Door.SMTP).outcome()).isEqualTo(Outcome.SUCCESS);
    }

    private DeliveryReport deliver(Door door) {
        return bean.deliver(mail(8), door);
    }

    @Test
    void aBeanThatHasEndedTheServerOnceIsCalledAgain() {
        dieInBean(Door.SMTP);
        assertThat(deliver(Door.SMTP).outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(log).isEmpty();
    }

    @Test
    void fromTheSecondTimeOnItGetsNoMailOfClientsForAMinuteAndThenLonger() {
        dieInBean(Door.SMTP);
        dieInBean(Door.SMTP);
        assertThat(deliver(Door.SMTP).reason()).isEqualTo(Reason.APPLICATION_LEFT_ALONE);
        assertThat(deliver(Door.SMTP).outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(log)
                .containsExactly("the server has ended 2 times while " + bean.name()
                        + " worked on a client's mail; until 2026-11-29T12:01:00Z clients are told to try again later");

        now = now.plus(Duration.ofMinutes(1));
        deliver("leo@x");
        dieInBean(Door.SMTP);
        now = now.plus(Duration.ofMinutes(3));
        assertThat(deliver(Door.SMTP).reason()).isEqualTo(Reason.APPLICATION_LEFT_ALONE);
        now = now.plus(Duration.ofMinutes(1));
        deliver("leo@x");
    }

    @Test
    void aDayLaterItIsForgotten() {
        dieInBean(Door.SMTP);
        dieInBean(Door.SMTP);
        now = now.plus(Duration.ofDays(2));
        start();
        dieInBean(Door.SMTP);
        assertThat(deliver(Door.SMTP).outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void aBeanIsClearedWhenAllThatItWasWorkingOnHasComeAgain() {
        dieInBean("ana@x", "eva@x");
        deliver("ana@x");
        deliver("eva@x");
        dieInBean("eva@x");
        deliver("eva@x");
        dieInBean("ana@x");
        assertThat(deliver(Door.SMTP).outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void aBeanIsNotClearedByMailThatDidNotEndIt() {
        dieInBean("ana@x", "eva@x");
        deliver("eva@x");
        deliver("leo@x");
        dieInBean("ana@x", "leo@x");
        assertThat(deliver(Door.SMTP).reason()).isEqualTo(Reason.APPLICATION_LEFT_ALONE);
    }

    @Test
    void mailOfTheQueueHasMarksOfItsOwn() {
        dieInBean(Door.QUEUE);
        dieInBean(Door.QUEUE);
        assertThat(deliver(Door.SMTP).outcome()).isEqualTo(Outcome.SUCCESS);
        dieInBean(Door.SMTP);
        dieInBean(Door.SMTP);
        assertThat(deliver(Door.QUEUE).outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void anOrderlyStopIsNobodysDeathButThatOfABeanWhichAskedForIt() {
        for (int time = 1; time <= 2; time++) {
            trials.begin(new BeanCall(bean, mail(7), Door.SMTP, System::nanoTime));
            trials.close();
            start();
        }
        assertThat(deliver(Door.SMTP).outcome()).isEqualTo(Outcome.SUCCESS);
        for (int time = 1; time <= 2; time++) {
            trials.blame(new BeanCall(bean, mail(7), Door.SMTP, System::nanoTime));
            trials.close();
            start();
        }
        assertThat(deliver(Door.SMTP).reason()).isEqualTo(Reason.APPLICATION_LEFT_ALONE);
    }
}
