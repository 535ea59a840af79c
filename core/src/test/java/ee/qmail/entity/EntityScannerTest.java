package ee.qmail.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityScannerTest {
    private static final String MIXED = "Content-Type: multipart/mixed; boundary=b\n\n";

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Entity scan(String text) throws IOException, MailLimitException {
        return EntityScanner.scan(new ByteArrayInputStream(octets(text)));
    }

    /** The bodies of what holds no others, each in brackets. */
    private static String bodies(Entity entity, String text) {
        return entity.isMultipart()
                ? entity.parts().stream().map(part -> bodies(part, text)).collect(Collectors.joining("", "(", ")"))
                : "[" + text.substring((int) entity.begin(), (int) entity.end()) + "]";
    }

    private static String bodies(String text) throws IOException, MailLimitException {
        return bodies(scan(text), text);
    }

    @Test
    void aHeaderIsItsFields() throws Exception {
        Entity mail = scan("A: one\n two\n\t three\r\nB:\nc \t: x \nD:=\n\nE: f\n");
        assertThat(mail.fields())
                .containsExactly(
                        new HeaderField("A", "one two three"),
                        new HeaderField("B", ""),
                        new HeaderField("c", "x"),
                        new HeaderField("D", "="));
        assertThat(mail.clean()).isTrue();
        assertThat(mail.field("a")).contains("one two three");
        assertThat(scan(" a\nB: c\n\n").clean()).isFalse();
        assertThat(scan("hello there\nB: c\n\n"))
                .satisfies(odd -> assertThat(odd.fields()).containsExactly(new HeaderField("B", "c")))
                .satisfies(odd -> assertThat(odd.clean()).isFalse());
        assertThat(scan("A: b").fields()).as("no line end").containsExactly(new HeaderField("A", "b"));
        assertThat(scan("").fields()).isEmpty();
    }

    @Test
    void bodiesBeginAndEndWhereTheBoundariesAre() throws Exception {
        assertThat(bodies("A: b\n\nx\n--b\n")).isEqualTo("[x\n--b\n]");
        assertThat(bodies(MIXED + "pre\n--b\n\nx\n\n--b\nA: b\n\n--b\n\n\n--b--\npost\n--b\n\nz\n"))
                .isEqualTo("([x\n][][])");
        assertThat(bodies(MIXED + "--b\nA: b\n--b\nno field\n--b--"))
                .as("no body")
                .isEqualTo("([][])");
        assertThat(bodies(MIXED + "--b\n\nx\n--b-\n--bb\n -- b\n--b")).isEqualTo("([x\n--b-\n--bb\n -- b][])");
        String inner = "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nx\n";
        assertThat(bodies(MIXED + inner + "--c--\n--c\n\nno\n--b\n\ny\n--b--\n"))
                .isEqualTo("(([x])[y])");
        assertThat(bodies(MIXED + inner + "--b\n\ny")).isEqualTo("(([x])[y])");
        assertThat(bodies(MIXED + inner + "--b--\n--c\n\ny"))
                .as("closed by the outer")
                .isEqualTo("(([x]))");
        assertThat(bodies(MIXED + inner.replace("--c", "--b").replace("=c", "=b") + "--b\n\ny"))
                .as("the inner one goes first")
                .isEqualTo("(([x][y]))");
        assertThat(bodies(MIXED)).isEqualTo("()");
    }

    @Test
    void aBoundaryThatIsNotGivenIsTheFirstThatLooksLikeOne() throws Exception {
        String mixed = "Content-Type: multipart/mixed\n\n";
        assertThat(bodies(mixed + "--\n----\n-- c\n\nx\n--c\n-- c--\n")).isEqualTo("([x\n--c])");
        assertThat(bodies(MIXED + "--b\n" + mixed + "--b\n\nx\n--b--"))
                .as("that of the outer is not")
                .isEqualTo("(()[x])");
    }

    /** What comes in pieces is the same. */
    @Test
    void piecesMakeNoDifference() throws Exception {
        String mail = "Subject: x\r\n" + MIXED + "--b\r\n\r\nx\r\n--b\nA: b\n\ny\n--b--\r\n\r";
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            EntityScanner scanner = new EntityScanner();
            byte[] octets = octets(mail);
            for (int at = 0; at < octets.length; ) {
                int count = Math.min(octets.length - at, i == 0 ? 1 : random.nextInt(9));
                scanner.feed(octets, at, count);
                at += count;
            }
            assertThat(scanner.end()).isEqualTo(scan(mail));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/plain; charset=utf-8                    | charset  | utf-8
            TEXT/Plain (a) ; Charset = "utf-8" (b)       | charset  | utf-8
            text/plain; =; ;x;charset=utf-8;charset=b    | charset  | utf-8
            a/b; filename=a b (1).txt                    | filename | a b (1).txt
            a/b; filename="a;\\"b=c"; x=y                | filename | a;"b=c
            a/b; filename="a                             | filename | a
            a/b; filename*=utf-8'en'a%20b                | filename | a b
            a/b; filename*1=b; filename*0=a; filename*2*=%63 | filename | abc
            a/b; filename*0*=iso-8859-1''%FC; filename*1*=%FC | filename | \u00fc\u00fc
            a/b; filename=x; filename*=utf-8''%C3%BC     | filename | \u00fc
            a/b; filename*=x-klingon''a%2                | filename | a%2
            a/b; filename*=a                             | filename | a
            a/b; filename*x*=a; filename*9999=b; filename=c | filename | c
            """)
    void aParameterIsReadAsItIsMeant(String field, String name, String value) throws MailLimitException {
        assertThat(ParameterField.of(field).parameter(name)).contains(value);
    }

    private static void isTooMuch(String beginning, String again, int times, String what) throws Exception {
        scan(beginning + again.repeat(times));
        assertThatThrownBy(() -> scan(beginning + again.repeat(times + 1)))
                .isInstanceOf(MailLimitException.class)
                .hasMessageContaining(what);
    }

    @Test
    void scanEnforcesMailLimits() throws Exception {
        isTooMuch("", "a:\n", MailLimits.FIELDS, "10000 header fields");
        isTooMuch("", "no field\n", MailLimits.FIELDS, "10000 header fields");
        isTooMuch("a:", "\ra", MailLimits.FIELDS - 1, "10000 header fields");
        isTooMuch(MIXED, "--b\na:\n\n", MailLimits.PARTS, "1000 parts");
        isTooMuch(MIXED, "--b\n" + "a:\n".repeat(20), 499, "10000 header fields");
        isTooMuch("a:", "x", MailLimits.HEADER_OCTETS - 3, "1048576 octets of header");
        isTooMuch("a:\n", " x\n", (MailLimits.HEADER_OCTETS - 3) / 3, "1048576 octets of header");
        isTooMuch("Content-Type: a/b", "; a=b", MailLimits.PARAMETERS, "100 parameters");
        isTooMuch("Content-Disposition: a", "; a*1=b", MailLimits.PARAMETERS, "100 parameters");
        isTooMuch("Content-Type: multipart/mixed; boundary=", "x", MailLimits.BOUNDARY, "200 octets");
        isTooMuch(MIXED, "--b\n" + MIXED, MailLimits.DEPTH, "more than 30 in one another");
    }

    /** Octets that never end; whoever reads more than a limit allows fails. */
    private static InputStream endless(String beginning, String again, long most) {
        return new InputStream() {
            private final byte[] first = octets(beginning);
            private final byte[] rest = octets(again);
            private long at;

            @Override
            public int read() throws IOException {
                if (at > most) {
                    throw new IOException("read more than " + most);
                }
                long n = at++;
                return n < first.length ? first[(int) n] : rest[(int) ((n - first.length) % rest.length)];
            }
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ''                                                | a:#
            ''                                                | x
            a:                                                | x
            a:                                                | \u20ac
            a:                                                | ' #'
            Content-Type: a/b                                 | ; a=b
            Content-Type: multipart/mixed; boundary=b##       | --b#
            Content-Type: multipart/mixed##                   | --b#
            Content-Type: multipart/mixed; boundary=b##--b#   | a:#
            Content-Type: multipart/mixed; boundary=b##--b#a: | x
            """)
    void scanStopsReadingAtALimit(String beginning, String again) {
        InputStream in = endless(beginning.replace('#', '\n'), again.replace('#', '\n'), 2L * MailLimits.HEADER_OCTETS);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThatThrownBy(() -> EntityScanner.scan(in)).isInstanceOf(MailLimitException.class));
    }

    /** Only the header of it, for a bean that asks for a field. */
    @Test
    void aHeaderIsReadWithoutTheBody() throws Exception {
        assertThat(EntityScanner.header(endless("A: b\n\n", "--b\n", 100_000)))
                .containsExactly(new HeaderField("A", "b"));
    }

    /** Time and memory of a scan do not depend on what stands in a body. */
    @ParameterizedTest
    @CsvSource({"x", "--", "--b-", "'--c '", "'\n'", "'--\n'"})
    void aLargeBodyIsScannedInNoTime(String again) throws Exception {
        String body = MIXED + "--b\n\n" + again.repeat(20_000_000 / again.length());
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(scan(body).parts()).hasSize(1));
    }
}
