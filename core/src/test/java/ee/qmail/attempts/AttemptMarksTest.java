package ee.qmail.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.QueueId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptMarksTest {
    private static final QueueId ID = new QueueId(4711);

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private AttemptMarks marks;

    @BeforeEach
    void start() {
        marks = AttemptMarks.open(directory, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** The process dies, and the next one starts some time later. */
    private void die(Duration later) {
        now = now.plus(later);
        start();
    }

    private void dieWhileInWork() {
        marks.begin(ID, 1);
        die(Duration.ofDays(1));
    }

    @Test
    void anAttemptThatHasEndedIsNotBlamedForACrash() {
        marks.begin(ID, 1).close();
        die(Duration.ZERO);
        assertThat(marks.deaths(ID, 1)).isZero();
        assertThat(marks.heldBack(ID, 1, now)).isEmpty();
    }

    @Test
    void twoThatWorkedOnTheSameAreOneDeath() {
        marks.begin(ID, 1);
        dieWhileInWork();
        assertThat(marks.deaths(ID, 1)).isOne();
    }

    @Test
    void onceMayBeByChance() {
        dieWhileInWork();
        assertThat(marks.deaths(ID, 1)).isOne();
        assertThat(marks.deaths(ID, 2)).isZero();
        assertThat(marks.heldBack(ID, 1, now)).isEmpty();
    }

    @Test
    void theThirdTimeItIsConvictedUnderANameOfTheCase() {
        dieWhileInWork();
        dieWhileInWork();
        assertThat(marks.convicted(ID, 1)).isEmpty();
        dieWhileInWork();
        Optional<Instant> first = marks.convicted(ID, 1);
        assertThat(first).isPresent();
        assertThat(marks.convicted(ID, 2)).isEmpty();
        die(Duration.ofHours(1));
        assertThat(marks.convicted(ID, 1)).isEqualTo(first);

        marks.survived(ID, 1);
        assertThat(marks.convicted(ID, 1)).isEmpty();
        dieWhileInWork();
        dieWhileInWork();
        dieWhileInWork();
        assertThat(marks.convicted(ID, 1)).isPresent().isNotEqualTo(first);
    }

    @Test
    void eachCrashDuringAnAttemptLengthensItsWaitUpToADay() {
        dieWhileInWork();
        List<Long> minutes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            dieWhileInWork();
            Optional<Instant> until = marks.heldBack(ID, 1, now);
            minutes.add(Duration.between(now, until.orElseThrow()).toMinutes());
        }
        assertThat(minutes).containsExactly(1L, 4L, 16L, 64L, 256L, 1024L, 1440L, 1440L);
        assertThat(marks.heldBack(ID, 1, now.plus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void itIsRememberedOverAnEndInWhichItHadNoPart() {
        dieWhileInWork();
        dieWhileInWork();
        die(Duration.ZERO);
        assertThat(marks.deaths(ID, 1)).isEqualTo(2);
        assertThat(marks.heldBack(ID, 1, now)).isPresent();
    }

    @Test
    void anAttemptThatSurvivesClearsItsCrashes() {
        dieWhileInWork();
        dieWhileInWork();
        marks.survived(ID, 1);
        assertThat(marks.deaths(ID, 1)).isZero();
        die(Duration.ZERO);
        assertThat(marks.deaths(ID, 1)).isZero();
    }

    @Test
    void oneThatCallsForAnOrderlyEndIsBlamedForIt() {
        assertThat(marks.isNothingSuspected()).isTrue();
        marks.begin(new QueueId(1), 1);
        marks.blame(ID, 1);
        marks.close();
        die(Duration.ZERO);
        assertThat(marks.deaths(new QueueId(1), 1)).isZero();
        assertThat(marks.isNothingSuspected()).isFalse();
        assertThat(marks.deaths(ID, 1)).isOne();
        marks.blame(ID, 1);
        marks.close();
        die(Duration.ZERO);
        assertThat(marks.deaths(ID, 1)).isEqualTo(2);
        assertThat(marks.heldBack(ID, 1, now)).contains(now.plus(Duration.ofMinutes(1)));
    }

    @Test
    void anOrderlyEndIsNobodysDeath() {
        marks.begin(ID, 1);
        marks.close();
        die(Duration.ZERO);
        assertThat(marks.deaths(ID, 1)).isZero();
    }

    @Test
    void aMonthLaterNobodyAsks() {
        dieWhileInWork();
        die(Duration.ofDays(31));
        assertThat(marks.deaths(ID, 1)).isZero();
    }

    @Test
    void slotsAreUsedAgainAndOneTooManyIsNotMarked() {
        for (int i = 0; i < 10_000; i++) {
            marks.begin(ID, 1).close();
        }
        List<AttemptMarks.Mark> open = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            open.add(marks.begin(new QueueId(i), 1));
        }
        open.forEach(AttemptMarks.Mark::close);
        die(Duration.ZERO);
        assertThat(marks.deaths(new QueueId(1), 1)).isZero();
    }

    @Test
    void aLineThatMakesNoSenseIsLeftOut() throws IOException {
        Files.writeString(directory.resolve("suspects"), "rubbish\n4711 1 2 99999999999\n4711 2\n");
        die(Duration.ZERO);
        assertThat(marks.deaths(ID, 1)).isEqualTo(2);
    }

    @Test
    void whereNothingCanBeWrittenItDoesWithout() throws IOException {
        Path notADirectory = Files.writeString(directory.resolve("file"), "");
        AttemptMarks none = AttemptMarks.open(notADirectory);
        none.begin(ID, 1).close();
        none.close();
        assertThat(none.deaths(ID, 1)).isZero();
    }

    /** As on a full disk. */
    @Test
    void suspectsThatCannotBeWrittenAreKnownToThisProcess() throws IOException {
        dieWhileInWork();
        marks.begin(ID, 1);
        Files.createDirectories(directory.resolve("suspects.new/taken"));
        die(Duration.ofDays(1));
        assertThat(marks.deaths(ID, 1)).isEqualTo(2);
        assertThat(marks.heldBack(ID, 1, now)).isPresent();
    }
}
