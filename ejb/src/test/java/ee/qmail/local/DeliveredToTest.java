package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.entity.MailLimits;
import ee.qmail.message.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class DeliveredToTest {
    private static final String LINE = DeliveredTo.line("ana@example.org");

    private static Set<String> in(String header) {
        return DeliveredTo.in(Body.of(header));
    }

    @Test
    void dq11TheFieldsOfTheHeaderAreFound() {
        assertThat(in("Received: x\n" + LINE + "DELIVERED-TO:\tb@example.org \r\nSubject: y\n\n"
                        + DeliveredTo.line("body@example.org")))
                .containsExactlyInAnyOrder("ana@example.org", "b@example.org");
        assertThat(in("Delivered-To: j\u00fcrgen@example.org\n")).containsExactly("j\u00fcrgen@example.org");
        assertThat(in("X-Delivered-To: ana@example.org\nDelivered-Too: ana@example.org\n Delivered-To: c@d\n\n"))
                .isEmpty();
        assertThat(in("\r\n" + LINE)).as("no header").isEmpty();
        assertThat(in("")).isEmpty();
    }

    @Test
    void anAddressIsFoundAsItIsWrittenThere() {
        Set<String> written = in(DeliveredTo.line("a\nb@example.org"));
        assertThat(DeliveredTo.contains(written, "a\nb@example.org")).isTrue();
        assertThat(DeliveredTo.contains(written, "b@example.org")).isFalse();
    }

    @Test
    void aLineThatIsTooLongHidesNothingBehindIt() {
        assertThat(in("Delivered-To: " + "x".repeat(5_000) + "\n" + LINE + "X: " + "y".repeat(20_000) + "\n"
                        + DeliveredTo.line("b@example.org") + "\n"))
                .containsExactlyInAnyOrder("ana@example.org", "b@example.org");
    }

    /** A body without an end that could be held in memory: one line, or lines without number. */
    private record Endless(String first, String again, long size) implements Body {
        @Override
        public InputStream open() {
            byte[] beginning = first.getBytes(StandardCharsets.UTF_8);
            byte[] rest = again.getBytes(StandardCharsets.UTF_8);
            return new InputStream() {
                private long at;

                @Override
                public int read() throws IOException {
                    assertThat(at).as("octets that are read").isLessThan(2L * MailLimits.HEADER_OCTETS);
                    long n = at++;
                    return n < beginning.length
                            ? beginning[(int) n]
                            : rest[(int) ((n - beginning.length) % rest.length)];
                }
            };
        }
    }

    @Test
    void aHeaderWithoutEndIsNotReadToItsEnd() {
        for (String again : new String[] {"a:\n", "\u20ac", "Delivered-To: x@y\n", " \n", "\r"}) {
            Body body = new Endless(LINE, again, 4_000_000_000L);
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(30),
                    () -> assertThat(DeliveredTo.in(body)).contains("ana@example.org"));
        }
    }

    @Test
    void readsNoFurtherThanTheEndOfTheHeader() {
        byte[] header = (LINE + "\n").getBytes(StandardCharsets.UTF_8);
        Body body = new Body() {
            @Override
            public long size() {
                return 1_000_000;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private boolean given;

                    @Override
                    public int read() throws IOException {
                        throw new IOException("one by one");
                    }

                    @Override
                    public int read(byte[] octets, int offset, int length) throws IOException {
                        if (given) {
                            throw new IOException("read on");
                        }
                        given = true;
                        System.arraycopy(header, 0, octets, offset, header.length);
                        return header.length;
                    }
                };
            }
        };
        assertThat(DeliveredTo.in(body)).containsExactly("ana@example.org");
    }
}
