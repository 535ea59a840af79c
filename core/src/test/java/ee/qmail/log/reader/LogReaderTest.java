package ee.qmail.log.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.log.Tai64n;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    private static final Instant BEGIN = Instant.parse("2026-11-03T14:00:00Z");

    @TempDir
    Path logs;

    private Path send;

    @BeforeEach
    void prepare() throws IOException {
        send = Files.createDirectories(logs.resolve("send"));
    }

    private static String stamped(int second, String text) {
        return Tai64n.stamp(BEGIN.plusSeconds(second)) + " " + text + "\n";
    }

    /** Lines {@code n0}, {@code n1} and so on, one in each second. */
    private static String numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> stamped(i, "n" + i)).collect(Collectors.joining());
    }

    private void current(String text) throws IOException {
        Files.writeString(send.resolve("current"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void rotate(int second) throws IOException {
        Files.move(send.resolve("current"), send.resolve(Tai64n.stamp(BEGIN.plusSeconds(second)) + ".s"));
    }

    private LogPage read(LogQuestion question) throws IOException {
        return LogReader.read(logs, LogName.SEND, question);
    }

    private static LogQuestion ask(String contains, Integer since, Integer until, LogCursor before, int max) {
        return new LogQuestion(
                contains,
                null,
                since == null ? null : BEGIN.plusSeconds(since),
                until == null ? null : BEGIN.plusSeconds(until),
                null,
                before,
                null,
                max);
    }

    private static List<String> texts(LogPage page) {
        return page.lines().stream().map(LogLine::text).toList();
    }

    /** All pages from the newest back. */
    private List<String> whole(LogQuestion question) throws IOException {
        List<String> all = new ArrayList<>();
        LogPage page = read(question);
        all.addAll(0, texts(page));
        while (page.older() != null) {
            page = read(new LogQuestion(
                    question.contains(),
                    question.level(),
                    question.since(),
                    question.until(),
                    question.message(),
                    page.older(),
                    null,
                    question.max()));
            assertThat(page.isGone()).isFalse();
            all.addAll(0, texts(page));
        }
        return all;
    }

    @Test
    void log2ATimeIsReadAsItIsStamped() {
        Instant time = BEGIN.plusNanos(123_456_789);
        assertThat(Tai64n.parse(Tai64n.stamp(time) + " text")).contains(time);
        assertThat(Tai64n.parse("@400000003b9aca0a")).isEmpty();
        assertThat(Tai64n.parse("@400000003b9acaXX000001f4")).isEmpty();
        assertThat(Tai64n.parse("@ffffffffffffffffffffffff x")).isEmpty();
    }

    @Test
    void aLogThatIsNotThereOrHasNoWholeLineIsEmpty() throws IOException {
        assertThat(LogReader.read(logs, LogName.POP3D, LogQuestion.newest(10))).isEqualTo(LogPage.EMPTY);
        current("@half a li");
        assertThat(read(LogQuestion.newest(10))).isEqualTo(LogPage.EMPTY);
        current("ne\n");
        assertThat(texts(read(LogQuestion.newest(10)))).containsExactly("@half a line");
        assertThat(read(LogQuestion.newest(10)).lines().get(0).at()).isNull();
    }

    @Test
    void theNewestLinesComeFirstAndAPlaceLeadsToTheOthers() throws IOException {
        current(numbered(0, 7) + Tai64n.stamp(BEGIN) + " being writt");
        LogPage page = read(LogQuestion.newest(3));
        assertThat(texts(page)).containsExactly("n4", "n5", "n6");
        assertThat(page.lines().get(0).at()).isEqualTo(BEGIN.plusSeconds(4));
        assertThat(page.older()).isNotNull();
        assertThat(page.isCut()).isFalse();
        assertThat(page.searchedTo()).isEqualTo(BEGIN.plusSeconds(4));
        LogPage next = read(ask(null, null, null, LogCursor.parse(page.older().toString()), 3));
        assertThat(texts(next)).containsExactly("n1", "n2", "n3");
        LogPage last = read(ask(null, null, null, next.older(), 3));
        assertThat(texts(last)).containsExactly("n0");
        assertThat(last.older()).isNull();
    }

    @Test
    void filesFollowEachOtherHoweverTheyAreRotatedAndCompressed() throws IOException {
        current(numbered(0, 5));
        rotate(5);
        Path oldest = send.resolve(Tai64n.stamp(BEGIN.plusSeconds(5)) + ".s");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(oldest + ".gz")))) {
            Files.copy(oldest, out);
        }
        Files.delete(oldest);
        current(numbered(5, 9));
        rotate(9);
        current(numbered(9, 12));
        Files.writeString(send.resolve("state"), "no log\n");
        Files.writeString(send.resolve("@400000003b9aca0a000001f4.tmp"), "no log\n");
        assertThat(whole(LogQuestion.newest(2)))
                .containsExactlyElementsOf(
                        IntStream.range(0, 12).mapToObj(i -> "n" + i).toList());
    }

    @Test
    void aPlaceOutlivesARotationAndACompression() throws IOException {
        current(numbered(0, 6));
        LogPage page = read(LogQuestion.newest(2));
        rotate(6);
        assertThat(texts(read(LogQuestion.newest(2).after(page.end())))).isEmpty();
        current(numbered(6, 8));
        assertThat(texts(read(ask(null, null, null, page.older(), 2)))).containsExactly("n2", "n3");
        assertThat(texts(read(LogQuestion.newest(10).after(page.end())))).containsExactly("n6", "n7");

        Path old = send.resolve(Tai64n.stamp(BEGIN.plusSeconds(6)) + ".s");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(old + ".gz")))) {
            Files.copy(old, out);
        }
        // both are there for a moment
        assertThat(whole(LogQuestion.newest(100))).hasSize(8);
        Files.delete(old);
        assertThat(texts(read(ask(null, null, null, page.older(), 2)))).containsExactly("n2", "n3");
    }

    @Test
    void aPlaceInAFileThatIsGoneIsSaid() throws IOException {
        current(numbered(0, 3));
        LogPage page = read(LogQuestion.newest(1));
        Files.delete(send.resolve("current"));
        current(numbered(3, 5));
        LogPage followed = read(LogQuestion.newest(9).after(page.end()));
        assertThat(followed.isGone()).isTrue();
        assertThat(texts(followed)).containsExactly("n3", "n4");
        LogPage older = read(ask(null, null, null, page.older(), 9));
        assertThat(older.isGone()).isTrue();
        assertThat(older.lines()).isEmpty();
        assertThat(older.older()).isNull();
    }

    @Test
    void whoFollowsGetsEachLineOnce() throws IOException {
        current(numbered(0, 2));
        LogPage page = read(LogQuestion.newest(1));
        assertThat(texts(read(LogQuestion.newest(1).after(page.end())))).isEmpty();
        current(numbered(2, 4) + Tai64n.stamp(BEGIN.plusSeconds(4)) + " n");
        LogPage next = read(LogQuestion.newest(10).after(page.end()));
        assertThat(texts(next)).containsExactly("n2", "n3");
        assertThat(next.older()).isNull();
        current("4\n");
        assertThat(texts(read(LogQuestion.newest(10).after(next.end())))).containsExactly("n4");
    }

    @Test
    void linesBetweenTwoTimesAreFoundAndTheRestIsNotRead() throws IOException {
        current(numbered(0, 50));
        rotate(50);
        current(numbered(50, 100));
        assertThat(texts(read(ask(null, 48, 51, null, 100)))).containsExactly("n48", "n49", "n50", "n51");
        LogPage early = read(ask(null, null, 3, null, 100));
        assertThat(texts(early)).containsExactly("n0", "n1", "n2", "n3");
        assertThat(early.octets()).isLessThanOrEqualTo(numbered(0, 50).length());
        assertThat(read(ask(null, 48, null, null, 100)).older()).isNull();
    }

    @Test
    void aPartOfALineIsNoPattern() throws IOException {
        current(stamped(0, "to a.b@example.org") + stamped(1, "to axb@example.org") + stamped(2, "TO A.B@x"));
        assertThat(texts(read(ask("a.b@", null, null, null, 9)))).containsExactly("to a.b@example.org", "TO A.B@x");
        assertThat(texts(read(ask(".*", null, null, null, 9)))).isEmpty();
    }

    @Test
    void noMoreIsReadThanIsPermitted() throws IOException {
        String block = numbered(0, 20_000);
        for (int i = 0; i < 20; i++) {
            current(block);
        }
        LogPage page = read(ask("not there", null, null, null, 9));
        assertThat(page.lines()).isEmpty();
        assertThat(page.isCut()).isTrue();
        assertThat(page.older()).isNotNull();
        assertThat(page.octets()).isBetween((long) LogReader.MOST_OCTETS, LogReader.MOST_OCTETS + 100_000L);
        assertThat(whole(ask("not there", null, null, null, 9))).isEmpty();
        assertThat(whole(ask(" n19999", null, null, null, 1_000))).isEmpty();
        assertThat(whole(ask("n19999", null, null, null, 1_000))).hasSize(20);
        assertThatThrownBy(() -> LogQuestion.newest(1_001)).hasMessageContaining("from 1 to 1000");
    }

    @Test
    void hostileLinesAreCutAndShownByTheirCodes() throws IOException {
        current(stamped(0, "x".repeat(200_000)) + stamped(1, "\u001b[2J\u202egpj\u0085 \ttab") + "\n"
                + stamped(2, "é"));
        Files.write(
                send.resolve("current"), new byte[] {'@', (byte) 0xff, (byte) 0xc3, '\n'}, StandardOpenOption.APPEND);
        List<LogLine> lines = read(LogQuestion.newest(9)).lines();
        assertThat(lines).extracting(LogLine::text).endsWith("é", "@\\xff\\xc3");
        assertThat(lines.get(0).text())
                .hasSizeLessThanOrEqualTo(BackwardLines.LONGEST)
                .endsWith("x…");
        assertThat(lines.get(1).text()).isEqualTo("\\x1b[2J\\u202egpj\\x85 \ttab");
        assertThat(lines).hasSize(5);
    }

    @Test
    void octetsWithoutAnyLineDoNotEndTheReader() throws IOException {
        current(stamped(0, "first"));
        try (OutputStream out = Files.newOutputStream(send.resolve("current"), StandardOpenOption.APPEND)) {
            byte[] zeros = new byte[1_000_000];
            for (int i = 0; i < 9; i++) {
                out.write(zeros);
            }
        }
        current("\n");
        LogPage page = read(LogQuestion.newest(9));
        assertThat(page.octets()).isLessThan(10_000_000);
        assertThat(page.lines()).isNotEmpty();
    }

    private static final String OF_17 = """
            new msg 17
            info msg 17: bytes 9 from <msg_18@example.org> qp 17 uid 0
            new msg 18
            starting delivery 1: msg 17 to local a@example.org
            starting delivery 2: msg 18 to local b@example.org
            delivery 2: success: did_1+0+0/
            delivery 1: deferral: later/
            status: exiting
            starting delivery 1: msg 179 to local b@example.org
            delivery 1: success: did_1+0+0/
            starting delivery 2: msg 17 to local a@example.org
            delivery 2: failure: no/
            bounce msg 17 qp 19
            end msg 17
            end msg 117
            """;

    private static LogQuestion of17(int max) {
        return new LogQuestion(null, null, null, null, new QueueId(17), null, null, max);
    }

    private String stampedLines(String lines) {
        int[] second = {0};
        return lines.lines().map(line -> stamped(second[0]++, line)).collect(Collectors.joining());
    }

    @Test
    void sch6AMessageLeadsToItsDeliveriesThoughTheirNumbersComeAgain() throws IOException {
        current(stampedLines(OF_17));
        List<String> expected = List.of(
                "new msg 17",
                "info msg 17: bytes 9 from <msg_18@example.org> qp 17 uid 0",
                "starting delivery 1: msg 17 to local a@example.org",
                "delivery 1: deferral: later/",
                "starting delivery 2: msg 17 to local a@example.org",
                "delivery 2: failure: no/",
                "bounce msg 17 qp 19",
                "end msg 17");
        assertThat(texts(read(of17(100)))).containsExactlyElementsOf(expected);
        // an answer may end between a delivery's beginning and its end
        for (int max = 1; max < 6; max++) {
            assertThat(whole(of17(max))).as("%d at once", max).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void sch6WhoFollowsAMessageSeesTheEndOfADeliveryThatHadBegunBefore() throws IOException {
        current(stampedLines(
                "new msg 17\nstarting delivery 1: msg 17 to local a@b\nstarting delivery 2: msg 18 to local a@b\n"));
        LogPage page = read(of17(9));
        current(stampedLines("delivery 2: success: x/\ndelivery 1: success: y/\nend msg 17\n"));
        assertThat(texts(read(of17(9).after(page.end())))).containsExactly("delivery 1: success: y/", "end msg 17");
    }

    private void server(int number, String text) throws IOException {
        Files.writeString(
                logs.resolve("server." + number + ".log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private LogPage server(LogQuestion question) throws IOException {
        return LogReader.read(logs, LogName.SERVER, question);
    }

    @Test
    void theServersLogHasLevelsAndStacks() throws IOException {
        server(1, "2026-11-03T15:00:00.000+0100 INFO a.B: early\n");
        server(0, """
                2026-11-03T15:00:01.500+0100 SEVERE a.B: broken
                java.lang.IllegalStateException: why
                \tat a.B.c(B.java:7)
                2026-11-03T15:00:02.000+0100 INFO a.B: well
                2026-11-03T15:00:03.000+0100 NOLEVEL a.B: odd
                """);
        LogPage page = server(LogQuestion.newest(9));
        assertThat(page.lines()).hasSize(3);
        assertThat(texts(page)).containsExactly("a.B: early", "a.B: broken", "a.B: well");
        LogLine broken = page.lines().get(1);
        assertThat(broken.at()).isEqualTo(BEGIN.plusMillis(1_500));
        assertThat(broken.level()).isEqualTo(Level.SEVERE);
        assertThat(broken.more()).containsExactly("java.lang.IllegalStateException: why", "\tat a.B.c(B.java:7)");
        LogQuestion severe = new LogQuestion(null, Level.WARNING, null, null, null, null, null, 9);
        assertThat(texts(server(severe))).containsExactly("a.B: broken");
        LogQuestion inStack = new LogQuestion("B.JAVA", null, null, null, null, null, null, 1);
        assertThat(texts(server(inStack))).containsExactly("a.B: broken");
    }

    @Test
    void aLongStackIsCutAtItsEnd() throws IOException {
        server(
                0,
                "2026-11-03T15:00:00.000+0100 SEVERE a.B: broken\n"
                        + IntStream.range(0, 500)
                                .mapToObj(i -> "\tat a.B.f" + i + "\n")
                                .collect(Collectors.joining()));
        List<String> more = server(LogQuestion.newest(9)).lines().get(0).more();
        assertThat(more)
                .hasSize(LogReader.MOST_LINES)
                .startsWith("\tat a.B.f0", "\tat a.B.f1")
                .endsWith("…");
    }

    @Test
    void theServersFilesMayBeRenamedMeanwhile() throws IOException {
        server(3, "2026-11-03T15:00:00.000+0100 INFO a.B: oldest\n");
        server(0, "2026-11-03T15:00:01.000+0100 INFO a.B: newest\n");
        Files.copy(logs.resolve("server.0.log"), logs.resolve("server.1.log"));
        assertThat(texts(server(LogQuestion.newest(9)))).containsExactly("a.B: oldest", "a.B: newest");
    }

    @Test
    void whoFollowsGetsTheRestOfAnEntry() throws IOException {
        server(0, "2026-11-03T15:00:01.000+0100 SEVERE a.B: broken\n");
        LogPage page = server(LogQuestion.newest(9));
        server(0, "\tat a.B.c\n\tat a.B.d\n2026-11-03T15:00:02.000+0100 INFO a.B: next\n");
        List<LogLine> lines = server(LogQuestion.newest(9).after(page.end())).lines();
        assertThat(lines).extracting(LogLine::text).containsExactly("\tat a.B.c", "a.B: next");
        assertThat(lines.get(0).more()).containsExactly("\tat a.B.d");
    }
}
