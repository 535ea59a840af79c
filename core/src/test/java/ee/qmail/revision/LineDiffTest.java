package ee.qmail.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {
    private static final int MOST = 100;

    private static List<String> diff(String before, String after) {
        return LineDiff.of(before, after, MOST).stream()
                .map(line -> line.sign() + line.text())
                .toList();
    }

    @Test
    void equalTextsHaveNoDifferenceNorHasALineEndThatIsMissingAtTheEnd() {
        assertThat(diff("", "")).isEmpty();
        assertThat(diff("a\nb\n", "a\nb")).isEmpty();
    }

    @Test
    void linesThatAreTakenAndAddedAreToldWithThoseAroundThem() {
        assertThat(diff("a\nb\nc\n", "a\nx\nc\n")).containsExactly("a", "−b", "+x", "c");
        assertThat(diff("", "a\n")).containsExactly("+a");
        assertThat(diff("a\n", "")).containsExactly("−a");
    }

    @Test
    void whatIsFarFromAChangeIsLeftOut() {
        String before = lines(20);
        assertThat(diff(before, before.replace("10\n", "ten\n")))
                .containsExactly("8 lines are the same", "8", "9", "−10", "+ten", "11", "12", "7 lines are the same");
    }

    @Test
    void aLongDifferenceIsBounded() {
        assertThat(LineDiff.of("", lines(200), 10))
                .hasSize(11)
                .last()
                .satisfies(last -> assertThat(last.text()).isEqualTo("190 lines are left out here"));
    }

    /** Whatever is changed, what is same and taken is the old text, what is same and added the new one. */
    @Test
    void theOldTextAndTheNewOneAreInTheDifference() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            List<String> old = letters(random);
            List<String> now = letters(random);
            List<String> made = new ArrayList<>();
            int done = 0;
            for (Hunk hunk : Hunk.between(old, now)) {
                assertThat(hunk.from()).isGreaterThanOrEqualTo(done);
                made.addAll(old.subList(done, hunk.from()));
                made.addAll(hunk.lines());
                done = hunk.to();
            }
            made.addAll(old.subList(done, old.size()));
            assertThat(made).isEqualTo(now);
        }
    }

    @Test
    void ofVeryLargeTextsAllThatDiffersIsOnePlace() {
        List<String> old = lines(5_000).lines().toList();
        List<String> now = lines(5_000).lines().map(line -> "x" + line).toList();
        assertThat(Hunk.between(old, now))
                .singleElement()
                .satisfies(hunk -> assertThat(hunk.to()).isEqualTo(5_000));
    }

    private static List<String> letters(Random random) {
        return random.ints(random.nextInt(8), 0, 3).mapToObj(Integer::toString).toList();
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }
}
