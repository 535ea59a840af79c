package ee.qmail.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.guard.LoginGuard.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginGuardTest {
    private static final Answer WRONG = new Answer(false, 0);
    private static final Answer RIGHT = new Answer(true, 0);

    private final AtomicLong now = new AtomicLong(1);
    private final LoginGuard guard = new LoginGuard(now::get);
    private final AtomicInteger checked = new AtomicInteger();

    private Answer guess(String address, String name) {
        return guard.attempt(address, name, () -> false, () -> {
            checked.incrementAndGet();
            return false;
        });
    }

    private Answer right(String address, String name) {
        return guard.attempt(address, name, () -> false, () -> true);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void guesses(int count, String address, String name) {
        for (int i = 0; i < count; i++) {
            guess(address, name);
        }
    }

    @Test
    void whoWaitsIsFoundByTheAddressOfAClient() {
        guesses(6, "2001:db8:1:2::1", "admin");
        guesses(6, "192.0.2.1", "admin");
        assertThat(guard.throttled("2001:db8:1:2::9"))
                .containsExactly(new Throttled("2001:db8:1:2:0:0:0:0", "admin", 5, 2));
        assertThat(guard.throttled("192.0.2.1")).hasSize(1);
        assertThat(guard.throttled("192.0.2.2")).isEmpty();
    }

    @Test
    void fiveWrongPasswordsAreFreeThenTheWaitDoubles() {
        guesses(5, "192.0.2.1", "admin");
        assertThat(checked).hasValue(5);
        assertThat(guess("192.0.2.1", "admin").secondsToWait()).isEqualTo(2);
        assertThat(checked).hasValue(5);
        pass(Duration.ofSeconds(1));
        assertThat(guess("192.0.2.1", "admin")).isEqualTo(WRONG);
        pass(Duration.ofSeconds(1));
        assertThat(guess("192.0.2.1", "admin").secondsToWait()).isEqualTo(2);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofMinutes(5));
            assertThat(guess("192.0.2.1", "admin")).isEqualTo(WRONG);
        }
        assertThat(guess("192.0.2.1", "admin").secondsToWait()).isEqualTo(301);
    }

    @Test
    void aRightPasswordForgetsTheWrongOnes() {
        guesses(4, "192.0.2.1", "admin");
        assertThat(right("192.0.2.1", "admin")).isEqualTo(RIGHT);
        guesses(5, "192.0.2.1", "admin");
        assertThat(checked).hasValue(9);
    }

    @Test
    void quietMinutesForget() {
        guesses(5, "192.0.2.1", "admin");
        pass(Duration.ofMinutes(15));
        guesses(5, "192.0.2.1", "admin");
        assertThat(checked).hasValue(10);
    }

    @Test
    void aNetworkThatTriesManyNamesHasToWait() {
        for (int i = 0; i < 50; i++) {
            guess("2001:db8::" + i, "name" + i);
        }
        assertThat(checked).hasValue(20);
        assertThat(guess("2001:db8::ffff", "other").secondsToWait()).isPositive();
        assertThat(guess("2001:db8:0:1::1", "other")).isEqualTo(WRONG);
    }

    @Test
    void oneClientWithAnOldPasswordDoesNotLockItsNetwork() {
        for (int i = 0; i < 100; i++) {
            guess("192.0.2.1", "ana@example.org");
            pass(Duration.ofMinutes(5));
        }
        assertThat(right("192.0.2.1", "ben@example.org")).isEqualTo(RIGHT);
    }

    @Test
    void theOwnerComesInFromAnotherNetworkWhateverIsGuessed() {
        for (int i = 0; i < 250; i++) {
            guesses(5, "198.51.100." + i, "admin");
        }
        assertThat(checked.get()).as("from the 21st network on one guess each").isLessThan(340);
        assertThat(right("192.0.2.1", "admin")).isEqualTo(RIGHT);
    }

    @Test
    void aNetworkThatWasRightIsNotLockedByOthersInIt() {
        right("192.0.2.1", "admin");
        for (int i = 0; i < 50; i++) {
            guess("192.0.2.1", "name" + i);
        }
        assertThat(guess("192.0.2.1", "somebody").secondsToWait()).isPositive();
        assertThat(right("192.0.2.1", "admin")).isEqualTo(RIGHT);
    }

    @Test
    void aRecentlyRightPasswordPassesThoughOthersGuessFromTheSameAddress() {
        right("192.0.2.1", "admin");
        guesses(80, "192.0.2.1", "admin");
        pass(Duration.ofMillis(200));
        assertThat(right("192.0.2.1", "admin").secondsToWait()).isPositive();
        pass(Duration.ofMillis(200));
        assertThat(guard.attempt("192.0.2.1", "admin", () -> true, () -> true)).isEqualTo(RIGHT);
    }

    @Test
    void aRememberedPasswordDoesNotSpeedUpGuessing() {
        AtomicInteger looked = new AtomicInteger();
        right("192.0.2.1", "admin");
        guesses(5, "192.0.2.1", "admin");
        guesses(5, "198.51.100.1", "admin");
        pass(Duration.ofSeconds(1));
        guesses(1, "192.0.2.1", "admin");
        guesses(1, "198.51.100.1", "admin");
        for (int i = 0; i < 100; i++) {
            for (String address : List.of("192.0.2.1", "198.51.100.1")) {
                guard.attempt(address, "admin", () -> looked.incrementAndGet() < 0, () -> false);
            }
            pass(Duration.ofMillis(10));
        }
        assertThat(looked).as("in a second, from the known network alone").hasValue(5);
        assertThat(guard.mayLook("198.51.100.1", "admin")).isFalse();
        assertThat(guard.mayLook("192.0.2.1", "admin")).isTrue();
        assertThat(guard.mayLook("192.0.2.1", "admin")).isFalse();
        assertThat(guard.mayLook("203.0.113.1", "admin")).isTrue();
    }

    @Test
    void troubleCountsAsNothing() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> guard.attempt("192.0.2.1", "admin", () -> false, () -> {
                        throw new IllegalStateException("no database");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        guesses(5, "192.0.2.1", "admin");
        assertThat(checked).hasValue(5);
    }

    @Test
    void abuse3ManyGuessesAtATimeAreWorthNoMoreThanOneAfterTheOther() throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(40);
        CountDownLatch all = new CountDownLatch(5);
        List<Future<Answer>> answers = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                answers.add(clients.submit(() -> guard.attempt("192.0.2.1", "admin", () -> false, () -> {
                    checked.incrementAndGet();
                    all.countDown();
                    // nobody is done before five have begun: a sixth would be seen
                    return !await(all);
                })));
            }
            int refused = 0;
            for (Future<Answer> answer : answers) {
                refused += answer.get().secondsToWait() > 0 ? 1 : 0;
            }
            assertThat(refused).isEqualTo(35);
            assertThat(checked).hasValue(5);
        } finally {
            clients.shutdownNow();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void manyAtATimeWithTheRightPasswordAllComeIn() throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(40);
        AtomicBoolean remembered = new AtomicBoolean();
        List<Future<Answer>> answers = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                answers.add(clients.submit(() -> guard.attempt("192.0.2.1", "admin", remembered::get, () -> {
                    remembered.set(true);
                    return true;
                })));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get()).isEqualTo(RIGHT);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** All places for checks and all for those who wait are taken, by networks that are not known. */
    @Test
    void aKnownClientEntersThoughAllPlacesAreTaken() throws InterruptedException {
        assertThat(right("192.0.2.1", "admin")).isEqualTo(RIGHT);
        ExecutorService strangers = Executors.newCachedThreadPool();
        CountDownLatch begun = new CountDownLatch(48);
        CountDownLatch end = new CountDownLatch(1);
        try {
            for (int i = 0; i < 200; i++) {
                String address = "198.51.100." + i;
                strangers.submit(() -> guard.attempt(address, "admin", () -> false, () -> {
                    begun.countDown();
                    return !await(end);
                }));
            }
            begun.await();
            assertThat(right("192.0.2.1", "admin")).as("a place is left").isEqualTo(RIGHT);
        } finally {
            end.countDown();
            strangers.shutdownNow();
        }
    }

    /** Those who guess hold what one client may have at a time; a frozen clock lets nobody's patience end. */
    @Test
    void aKnownClientIsComparedAtOnceThoughOthersAreBeingChecked() throws InterruptedException {
        assertThat(right("192.0.2.1", "admin")).isEqualTo(RIGHT);
        ExecutorService strangers = Executors.newCachedThreadPool();
        CountDownLatch begun = new CountDownLatch(5);
        CountDownLatch end = new CountDownLatch(1);
        try {
            for (int i = 0; i < 5; i++) {
                strangers.submit(() -> guard.attempt("192.0.2.1", "admin", () -> false, () -> {
                    begun.countDown();
                    return !await(end);
                }));
            }
            begun.await();
            pass(Duration.ofMillis(200));
            assertThat(guard.attempt("192.0.2.1", "admin", () -> true, () -> true))
                    .isEqualTo(RIGHT);
        } finally {
            end.countDown();
            strangers.shutdownNow();
        }
    }

    @Test
    void thoseWhoWaitAreListedAndReleased() {
        guesses(5, "192.0.2.1", "ana@example.org");
        guesses(4, "192.0.2.2", "ana@example.org");
        for (int i = 0; i < 21; i++) {
            guess("192.0.2.3", "name" + i);
        }
        assertThat(guard.throttled())
                .containsExactlyInAnyOrder(
                        new Throttled("192.0.2.1", "ana@example.org", 5, 2), new Throttled("192.0.2.3", null, 20, 2));

        assertThat(guard.release("192.0.2.1", "bo@example.org")).isFalse();
        assertThat(guard.release("192.0.2.1", "ana@example.org")).isTrue();
        assertThat(guess("192.0.2.1", "ana@example.org")).isEqualTo(WRONG);
        assertThat(guard.release("192.0.2.3", null)).isTrue();
        assertThat(guess("192.0.2.3", "new")).isEqualTo(WRONG);
        assertThat(guard.throttled()).isEmpty();
        assertThat(guard.release("192.0.2.9", null)).isFalse();
    }

    @Test
    void aNameThatIsGuessedFromEverywhereIsListedAndReleased() {
        for (int i = 0; i < 101; i++) {
            guess("192.0.2." + i, "admin");
        }
        assertThat(guard.throttled()).contains(new Throttled(null, "admin", 101, 0));
        guess("203.0.113.1", "admin");
        assertThat(guess("203.0.113.1", "admin").secondsToWait()).isPositive();
        assertThat(guard.release(null, "admin")).isTrue();
        assertThat(guess("203.0.113.1", "admin")).isEqualTo(WRONG);
        assertThat(guard.throttled()).isEmpty();
    }
}
