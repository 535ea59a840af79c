package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.address.AddressPattern;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.contract.BeanFigures;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer.Door;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.FakeEndpointFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BeanCallsTest {
    private final AtomicLong leap = new AtomicLong();
    private Instant now = Instant.parse("2026-11-29T12:00:30Z");
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private final CompletableFuture<String> readLate = new CompletableFuture<>();
    private final FakeEndpointFactory container = new FakeEndpointFactory(MailListener.class, this::take);
    private BeanCalls calls = FakeCalls.of(threads, () -> System.nanoTime() + leap.get(), log::add);

    @AfterEach
    void end() throws InterruptedException {
        released.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private void take(InboundMail mail) {
        switch (mail.sender()) {
            case "slow@x" -> hang(mail);
            case "wrong@x" -> throw new IllegalStateException("planned\nfor " + mail.key());
            case "other@x" -> throw new IllegalArgumentException();
            default -> {}
        }
    }

    private void hang(InboundMail mail) {
        try {
            released.await();
            mail.open().close();
            readLate.complete("read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            readLate.complete(e.getMessage());
        }
    }

    private MailBean bean(String concurrency) {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setTimeout("1");
        spec.setConcurrency(concurrency);
        Endpoints<MailListener> endpoints = new Endpoints<>(MailListener.class, container, container);
        return new MailBean(endpoints, calls, AddressPattern.parse("orders@*"), spec, new BeanCounts(() -> now));
    }

    private static DeliveryReport deliver(MailBean bean, long id, String sender) {
        return bean.deliver(
                new BeanMail(new QueueId(id), sender, "orders@example.org", Body.of("x\n\n"), Instant.EPOCH),
                Door.QUEUE);
    }

    private void awaitLog(String part) throws InterruptedException {
        for (int i = 0; i < 1_000 && log.stream().noneMatch(line -> line.contains(part)); i++) {
            Thread.sleep(10);
        }
        assertThat(log).anySatisfy(line -> assertThat(line).contains(part));
    }

    @Test
    void aCallerLeavesABeanWhoseTimeIsOverAndItsTransactionIsRolledBackWhenItReturns() throws Exception {
        container.transacted = true;
        MailBean bean = bean("4");

        DeliveryReport report = deliver(bean, 7, "slow@x");

        assertThat(report.outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(report.text())
                .isEqualTo("The application for this address took more than 1 seconds (bean "
                        + MailListener.class.getName() + " (shop)). (#4.3.0)");
        assertThat(log)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("mail 7/orders@example.org is deferred: bean ")
                        .contains(" (shop) has been working on it for 1 seconds, longer than its timeout of 1;")
                        .contains("\n\tat java.base")
                        .contains("CountDownLatch.await("));
        assertThat(container.rollbackOnly).isFalse();

        released.countDown();
        awaitLog("has returned from mail 7/orders@example.org after 1 seconds, its transaction was rolled back");
        assertThat(container.rollbackOnly).isTrue();
        assertThat(readLate).isCompletedWithValueMatching(text -> text.contains("the time of the bean is over"));
    }

    @Test
    void theSameMailIsNotGivenASecondTimeWhileTheBeanIsAtWorkOnIt() throws Exception {
        MailBean bean = bean("4");
        assertThat(deliver(bean, 7, "slow@x").reason()).isEqualTo(Reason.APPLICATION_TOO_SLOW);
        assertThat(deliver(bean, 7, "slow@x").reason()).isEqualTo(Reason.APPLICATION_BUSY);
        assertThat(deliver(bean, 8, "ana@x").outcome()).isEqualTo(Outcome.SUCCESS);

        released.countDown();
        awaitLog("without a transaction that could be rolled back");
        assertThat(deliver(bean, 7, "slow@x").outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void aBeanThatHangsWithAsManyAsItMayGetsNoMoreAndOnlyItsOwnMailIsPutOff() {
        MailBean bean = bean("1");
        MailBean other = bean("1");
        assertThat(deliver(bean, 7, "slow@x").reason()).isEqualTo(Reason.APPLICATION_TOO_SLOW);
        assertThat(deliver(bean, 8, "ana@x").reason()).isEqualTo(Reason.APPLICATION_BUSY);
        assertThat(deliver(other, 8, "ana@x").outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void whatBecomesOfTheMailOfABeanIsCounted() throws Exception {
        MailBean bean = bean("1");
        assertThat(bean.figures().lastFailure()).isNull();
        deliver(bean, 1, "ana@x");
        now = now.plusSeconds(60);
        deliver(bean, 2, "ana@x");
        deliver(bean, 3, "ana@x");
        deliver(bean, 4, "wrong@x");
        BeanFigures figures = bean.figures();
        assertThat(figures.taken()).isEqualTo(3);
        assertThat(figures.failed()).isEqualTo(1);
        assertThat(figures.running()).isZero();
        assertThat(figures.concurrency()).isEqualTo(1);
        assertThat(figures.timeout()).isEqualTo(1);
        assertThat(figures.activation()).isEqualTo("shop");
        assertThat(figures.perMinute()).hasSize(60).endsWith(0, 1, 2);
        assertThat(figures.lastFailure().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(figures.lastFailure().message()).isEqualTo("planned for 4/orders@example.org");
        assertThat(figures.lastFailure().mail()).isEqualTo("4/orders@example.org");

        deliver(bean, 5, "slow@x");
        deliver(bean, 6, "ana@x");
        figures = bean.figures();
        assertThat(figures.running()).isEqualTo(1);
        assertThat(figures.failed()).isEqualTo(2);
        assertThat(figures.turnedAway()).isEqualTo(1);
        assertThat(figures.lastFailure().type()).isEqualTo("java.util.concurrent.TimeoutException");
        assertThat(figures.lastFailure().stack()).contains("CountDownLatch.await(");
        released.countDown();
        awaitLog("has returned from");
        assertThat(bean.figures().running()).isZero();

        now = now.plusSeconds(58 * 60);
        assertThat(bean.figures().perMinute()).startsWith(1, 2, 0);
        now = now.plusSeconds(60);
        assertThat(bean.figures().lastHour()).isEqualTo(2);
        now = now.plusSeconds(3 * 3600);
        assertThat(bean.figures().lastHour()).isZero();
        assertThat(bean.figures().taken()).isEqualTo(3);
    }

    @Test
    void aCallThatNeverReturnsIsToldOnceAndThenOnceAnHour() {
        MailBean bean = bean("1");
        deliver(bean, 7, "slow@x");
        for (int i = 0; i < 100; i++) {
            deliver(bean, 8, "ana@x");
        }
        assertThat(log).hasSize(1);
        leap.addAndGet(Duration.ofHours(1).toNanos());
        deliver(bean, 8, "ana@x");
        deliver(bean, 8, "ana@x");
        assertThat(log).hasSize(2).last().asString().contains("has been working on it for 3601 seconds");
    }

    /** Its caller tells of it a moment later; mail that comes in between must not tell as well. */
    @Test
    void fromTheMomentItIsLeftACallCountsAsTold() {
        long longAfterTheStart = Duration.ofDays(1).toNanos();
        BeanMail mail = new BeanMail(new QueueId(7), "ana@x", "orders@example.org", Body.of("x\n\n"), Instant.EPOCH);
        BeanCall call = new BeanCall(bean("1"), mail, Door.QUEUE, () -> longAfterTheStart);
        assertThat(call.leave()).isTrue();
        assertThat(call.isToBeTold(BeanCalls.REMIND_NANOS)).isFalse();
    }

    /** The commit has begun when the time is over: the answer waits for it. */
    @Test
    void aCommitThatHasBegunIsWaitedFor() {
        container.transacted = true;
        container.commit = () -> {
            try {
                Thread.sleep(1_500);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        assertThat(deliver(bean("4"), 7, "ana@x").outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(container.rollbackOnly).isFalse();
        assertThat(log).isEmpty();
    }

    @Test
    void eachFailureIsALineAndItsStackIsShownOnceForEachClassInTenMinutes() {
        MailBean bean = bean("4");
        for (int i = 1; i <= 3; i++) {
            assertThat(deliver(bean, i, "wrong@x").reason()).isEqualTo(Reason.APPLICATION_FAILED);
        }
        deliver(bean, 4, "other@x");
        leap.addAndGet(Duration.ofMinutes(10).toNanos());
        deliver(bean, 5, "wrong@x");

        String name = "bean " + MailListener.class.getName() + " (shop)";
        String failed = "/orders@example.org is deferred: " + name + " failed: java.lang.";
        assertThat(log.stream().filter(line -> !line.contains("\n")))
                .containsExactly(
                        "mail 1" + failed + "IllegalStateException: planned for 1/orders@example.org",
                        "mail 2" + failed + "IllegalStateException: planned for 2/orders@example.org",
                        "mail 3" + failed + "IllegalStateException: planned for 3/orders@example.org",
                        "mail 4" + failed + "IllegalArgumentException",
                        "mail 5" + failed + "IllegalStateException: planned for 5/orders@example.org");
        List<String> stacks = log.stream().filter(line -> line.contains("\n")).toList();
        assertThat(stacks).hasSize(3);
        assertThat(stacks.get(0)).startsWith(name + " failed as follows").hasLineCount(2);
    }

    @Test
    void withoutAThreadTheMailIsDeferredAndThePlaceIsFree() {
        calls = FakeCalls.of(
                task -> {
                    throw new RejectedExecutionException("planned");
                },
                System::nanoTime,
                log::add);
        MailBean bean = bean("1");
        assertThat(deliver(bean, 7, "ana@x").reason()).isEqualTo(Reason.APPLICATION_FAILED);
        assertThat(deliver(bean, 7, "ana@x").reason()).isEqualTo(Reason.APPLICATION_FAILED);
    }

    @Test
    void aBeanIsNotCalledWhenItsThreadComesAfterItsTime() {
        List<Runnable> late = new ArrayList<>();
        Executor[] threads = {late::add};
        calls = FakeCalls.of(task -> threads[0].execute(task), System::nanoTime, log::add);
        MailBean bean = bean("1");
        assertThat(deliver(bean, 7, "wrong@x").reason()).isEqualTo(Reason.APPLICATION_TOO_SLOW);
        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("mail 7/orders@example.org is deferred: the server had no thread for bean ");
        late.get(0).run();
        assertThat(container.isCalled()).isFalse();
        threads[0] = Runnable::run;
        assertThat(deliver(bean, 7, "ana@x").outcome()).as("its place is free").isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void anInterruptEndsTheWaitAndStays() {
        Thread.currentThread().interrupt();
        assertThat(deliver(bean("1"), 7, "slow@x").reason()).isIn(Reason.STOPPING, Reason.APPLICATION_BUSY);
        assertThat(Thread.interrupted()).isTrue();
    }
}
