package ee.qmail.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkNotesTest {
    @TempDir
    Path directory;

    private final List<String> left = new ArrayList<>();

    /** A process, whose predecessor has died. */
    private WorkNotes start() {
        left.clear();
        return WorkNotes.open(directory.resolve("queue/in-beans"), left::add);
    }

    @Test
    void theNextProcessIsToldWhatWasInWorkAndItsSuccessorIsNot() {
        WorkNotes notes = start();
        assertThat(left).isEmpty();
        notes.begin("mail 1/a@x, in bean A").close();
        notes.begin("mail 2/gr\u00fcn@x, in bean B");
        notes.begin("mail 3/c@x, in bean C");
        notes.begin("mail 4/d@x, in bean D").close();
        start();
        assertThat(left).containsExactlyInAnyOrder("mail 2/gr\u00fcn@x, in bean B", "mail 3/c@x, in bean C");
        start();
        assertThat(left).isEmpty();
    }

    @Test
    void aNoteIsOneLineOfBoundedLength() {
        WorkNotes notes = start();
        notes.begin("two\nlines");
        notes.begin("x".repeat(10_000));
        start();
        assertThat(left).containsExactlyInAnyOrder("two?lines", "x".repeat(508));
    }

    @Test
    void slotsAreUsedAgainAndWhatHasNoneIsNotNoted() {
        WorkNotes notes = start();
        List<AttemptMarks.Mark> open = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 300; i++) {
                open.add(notes.begin("note " + i));
            }
            open.forEach(AttemptMarks.Mark::close);
            open.clear();
        }
        notes.begin("the last one");
        start();
        assertThat(left).containsExactly("the last one");
    }

    @Test
    void rubbishIsNoNote() throws IOException {
        start();
        byte[] rubbish = new byte[256 * 512];
        Arrays.fill(rubbish, (byte) 0x7f);
        Files.write(directory.resolve("queue/in-beans"), rubbish);
        start();
        assertThat(left).isEmpty();
    }

    @Test
    void whereNothingCanBeWrittenItDoesWithout() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        WorkNotes.open(file.resolve("notes"), left::add).begin("note").close();
        WorkNotes.none().begin("note").close();
        assertThat(left).isEmpty();
    }

    @Test
    void aThreadInExitIsKnownByItsStack() {
        StackTraceElement bean = new StackTraceElement("shop.Orders", "exit", "Orders.java", 7);
        StackTraceElement exit = new StackTraceElement("java.lang.Runtime", "exit", "Runtime.java", 115);
        assertThat(ExitCall.isIn(exit, bean)).isTrue();
        assertThat(ExitCall.isIn(bean)).isFalse();
        assertThat(ExitCall.isMadeBy(Thread.currentThread())).isFalse();
    }
}
