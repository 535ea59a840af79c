package ee.qmail.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardFileTest {
    private static final String IP = "192.0.2.1";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-29T12:00:00Z"));

    @TempDir
    private Path directory;

    private Clock clock() {
        InstantSource source = now::get;
        return source.withZone(ZoneOffset.UTC);
    }

    /** Each process has a clock of its own for intervals. */
    private LoginGuard guard(long origin) {
        Instant begin = now.get();
        return new LoginGuard(() -> origin + Duration.between(begin, now.get()).toNanos());
    }

    private GuardFile file(LoginGuard guard) {
        return new GuardFile(guard, directory.resolve("login-guard"), clock());
    }

    private void pass(Duration time) {
        now.set(now.get().plus(time));
    }

    private static long guess(LoginGuard guard, String address, String name) {
        return guard.attempt(address, name, () -> false, () -> false).secondsToWait();
    }

    private static void guesses(LoginGuard guard, int count, String address, String name) {
        for (int i = 0; i < count; i++) {
            guess(guard, address, name);
        }
    }

    @Test
    void aRestartIsWorthNothingToThoseWhoGuess() throws IOException {
        LoginGuard before = guard(7_000_000_000L);
        String odd = "token \u00fc\n-=%00 x";
        guesses(before, 5, IP, odd);
        for (int i = 0; i < 20; i++) {
            guess(before, "2001:db8::" + i, "name" + i);
        }
        before.attempt("203.0.113.9", "ana@example.org", () -> false, () -> true);
        file(before).write();
        pass(Duration.ofMillis(500));

        LoginGuard after = guard(-900_000_000_000L);
        assertThat(guess(after, IP, "x")).isZero();
        file(after).read();
        assertThat(after.throttled())
                .containsExactlyInAnyOrder(
                        new Throttled(IP, odd, 5, 1), new Throttled("2001:db8:0:0:0:0:0:0", null, 20, 1));
        assertThat(guess(after, IP, odd)).isEqualTo(1);
        guesses(after, 25, "203.0.113.9", "other");
        assertThat(after.mayLook("203.0.113.9", "ana@example.org")).as("known").isTrue();

        pass(Duration.ofMinutes(16));
        LoginGuard muchLater = guard(0);
        file(muchLater).read();
        assertThat(guess(muchLater, IP, odd)).isZero();
        assertThat(muchLater.kept()).extracting(Kept::kind).contains(Kept.Kind.RIGHT);
    }

    @Test
    void itIsWrittenWhenSomethingIsNew() throws IOException {
        LoginGuard guard = guard(0);
        GuardFile file = file(guard);
        file.write();
        assertThat(directory).isEmptyDirectory();
        guess(guard, IP, "a");
        file.write();
        Path path = directory.resolve("login-guard");
        String first = Files.readString(path);
        pass(Duration.ofSeconds(1));
        file.write();
        assertThat(Files.readString(path)).isEqualTo(first);
        guess(guard, IP, "a");
        file.write();
        assertThat(Files.readString(path)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "qmail login guard 1 soon\n",
                "qmail login guard 1 2026-11-29T12:00:00Z\nCLIENT",
                "qmail login guard 1 2026-11-29T12:00:00Z\nCLIENT 9 0 =192.0.2.1 -\n",
                "qmail login guard 1 2026-11-29T12:00:00Z\nCLIENT 9 0 =192.0.2.1 \n",
                "qmail login guard 1 2026-11-29T12:00:00Z\nCLIENT 9 0 =192.0.2.1 =%G\n",
                "qmail login guard 1 2026-11-29T12:00:00Z\nCLIENT 9 -1 =192.0.2.1 =a\n",
                "qmail login guard 1 2026-11-29T12:00:00Z\nNETWORK 99999999999 0 =192.0.2.1 -\n",
                "qmail login guard 1 2026-11-28T12:00:00Z\nNETWORK 9 9223372036854775807 =192.0.2.1 -\n",
                "qmail login guard 1 2026-11-29T12:00:00Z\nCLIENT 9 0 =192.0.2.1 =a\nALL 9 0 =192.0.2.1 =a\n"
            })
    void ofADamagedFileNothingCounts(String content) throws IOException {
        Files.writeString(directory.resolve("login-guard"), content);
        LoginGuard guard = guard(0);
        assertThatThrownBy(() -> file(guard).read()).isInstanceOf(IOException.class);
        assertThat(guard.kept()).isEmpty();
    }

    @Test
    void aClockThatWasSetBackMakesNothingYounger() throws IOException {
        LoginGuard before = guard(0);
        guesses(before, 5, IP, "a");
        file(before).write();
        pass(Duration.ofDays(-1));
        LoginGuard after = guard(0);
        file(after).read();
        assertThat(guess(after, IP, "a")).isEqualTo(2);
    }

    @Test
    void noFileIsNoTrouble() throws IOException {
        LoginGuard guard = guard(0);
        file(guard).read();
        assertThat(guard.kept()).isEmpty();
    }

    @Test
    void theFileIsBounded() throws IOException {
        LoginGuard guard = guard(0);
        for (int i = 0; i < 3_000; i++) {
            guess(guard, "10.0." + i / 250 + "." + i % 250, "n" + i);
        }
        assertThat(guard.kept()).hasSize(6_000);
        assertThat(guard.kept().get(1_999).name()).as("the newest").isEqualTo("n2999");
    }
}
