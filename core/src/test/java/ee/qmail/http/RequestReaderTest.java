package ee.qmail.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.http.RequestReader.State;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final String GET = "GET /console/ HTTP/1.1\r\nHost: mail.example.org:8080\r\n";

    private final RequestReader reader = new RequestReader();

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private State read(String text) throws BadRequestException {
        return reader.read(octets(text));
    }

    @Test
    void aRequestIsWholeWithItsLastOctetAndNotBefore() throws BadRequestException {
        String request = "POST /console/login HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
        for (int i = 0; i < request.length() - 1; i++) {
            assertThat(read(request.substring(i, i + 1))).isIn(State.HEAD, State.BODY);
        }
        assertThat(read("c")).isEqualTo(State.WHOLE);
        assertThat(text(reader.take())).isEqualTo(request);
        assertThat(reader.head()).isEqualTo(new RequestHead("POST", "/console/login", 3, false));
    }

    @Test
    void octetsAfterARequestBeginTheNextOne() throws BadRequestException {
        assertThat(read(GET + "\r\n" + GET)).isEqualTo(State.WHOLE);
        assertThat(text(reader.take())).isEqualTo(GET + "\r\n");
        assertThat(text(reader.finish())).isEqualTo(GET);
        assertThat(read(GET + "\r\n")).isEqualTo(State.WHOLE);
    }

    @Test
    void emptyLinesBeforeARequestAreNotPartOfIt() throws BadRequestException {
        assertThat(read("\r\n\r\n")).isEqualTo(State.IDLE);
        assertThat(read(GET + "\r\n")).isEqualTo(State.WHOLE);
        assertThat(text(reader.take())).isEqualTo(GET + "\r\n");
    }

    @Test
    void aLargeBodyIsHandedOnAsItComes() throws BadRequestException {
        int length = RequestReader.MAX_GATHERED + 1;
        String head = "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
        assertThat(read(head)).isEqualTo(State.STREAM);
        assertThat(text(reader.take())).isEqualTo(head);
        assertThat(read("a".repeat(length - 1))).isEqualTo(State.STREAM);
        assertThat(reader.take()).hasSize(length - 1);
        assertThat(read("bc")).isEqualTo(State.WHOLE);
        assertThat(text(reader.take())).isEqualTo("b");
        assertThat(text(reader.finish())).isEqualTo("c");
    }

    @Test
    void aBodyInChunksEndsWithItsLastChunk() throws BadRequestException {
        String request = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "A;name=value\r\n0123456789\r\n1\r\nx\r\n0\r\nDigest: a\r\n\r\n";
        assertThat(read(request + "G")).isEqualTo(State.WHOLE);
        assertThat(text(reader.take())).isEqualTo(request);
        assertThat(text(reader.finish())).isEqualTo("G");
    }

    @Test
    void manyChunksBecomeAStream() throws BadRequestException {
        read("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        State state = State.BODY;
        int chunks = 0;
        while (state == State.BODY) {
            state = read("1\r\nx\r\n");
            chunks++;
        }
        assertThat(state).isEqualTo(State.STREAM);
        assertThat(chunks * 6).isBetween(RequestReader.MAX_GATHERED - 200, RequestReader.MAX_GATHERED + 6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
                "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\n",
                "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\r\n\r\n",
                "GET /\t HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET console HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / http/1.1\r\nHost: a\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
            })
    void anAmbiguousRequestIsRefusedWith400(String request) {
        assertThatThrownBy(() -> read(request))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource({
        "PRI * HTTP/2.0, 505",
        "GET / HTTP/3.0, 505",
        "TRACE / HTTP/1.1, 501",
        "CONNECT a:25 HTTP/1.1, 501",
    })
    void unsupportedMethodsAndVersionsGetTheirStatus(String line, int status) {
        assertThatThrownBy(() -> read(line + "\r\nHost: a\r\n\r\n"))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\nx\r\n0\r\n\r\n",
                "1\r\nxy\r\n0\r\n\r\n",
                "\r\nx\r\n",
                "-1\r\nx\r\n",
                "0x1\r\nx\r\n",
                " 1\r\nx\r\n",
                "1 \r\nx\r\n",
                "123456789\r\n",
                "1;\0\r\nx\r\n",
                "0\r\n folded\r\n\r\n",
                "0\r\nX: a\nY: b\r\n\r\n",
                "0\r\n\n",
            })
    void chunksAreAsTheRfcHasThemOrRefused(String chunks) throws BadRequestException {
        read("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThatThrownBy(() -> read(chunks)).isInstanceOf(BadRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;", "0\r\nX: "})
    void chunkExtensionsAndTrailersAreLimited(String begin) throws BadRequestException {
        read("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThatThrownBy(() -> read(begin + "a".repeat(2_000))).isInstanceOf(BadRequestException.class);
    }

    @Test
    void theHeadHasABoundInOctetsAndFields() {
        assertThatThrownBy(() -> read(GET + "X: " + "a".repeat(RequestReader.MAX_HEAD)))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(431));
        RequestReader other = new RequestReader();
        assertThatThrownBy(() -> other.read(octets(GET + "a:\r\n".repeat(100) + "\r\n")))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(431));
    }

    @Test
    void theTargetIsAPathInWhateverFormItCame() throws BadRequestException {
        assertThat(read("GET http://MAIL.example.org/health/live HTTP/1.1\r\nHost: mail.example.org\r\n\r\n"))
                .isEqualTo(State.WHOLE);
        assertThat(reader.head().target()).isEqualTo("/health/live");
    }

    @Test
    void nothingIsUpgraded() throws BadRequestException {
        assertThat(read(GET + "Connection: Upgrade, HTTP2-Settings\r\nupGrade: h2c\r\nX-Upgrade: yes\r\n\r\n"))
                .isEqualTo(State.WHOLE);
        assertThat(text(reader.take()))
                .isEqualTo(GET + "Connection: Upgrade, HTTP2-Settings\r\nIgnored: h2c\r\nX-Upgrade: yes\r\n\r\n");
    }

    @Test
    void aClientThatWaitsIsKnown() throws BadRequestException {
        read("PUT / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        assertThat(reader.state()).isEqualTo(State.BODY);
        assertThat(reader.head().expectsContinue()).isTrue();
    }

    /** Whatever comes, it is taken or refused, and what is kept stays small. */
    @Test
    void anyOctetsAreTakenOrRefused() {
        Random random = new Random(19);
        String alphabet = "GET /HP1.:\r\n\r\n\r\n0123 aContent-Length:chunkedTransfer-Encoding\0\t;";
        for (int run = 0; run < 20_000; run++) {
            RequestReader any = new RequestReader();
            byte[] octets = new byte[random.nextInt(200)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            byte[] begin = octets(random.nextBoolean() ? GET + "Transfer-Encoding: chunked\r\n\r\n" : "");
            try {
                any.read(begin);
                any.read(Arrays.copyOf(octets, octets.length));
            } catch (BadRequestException e) {
                assertThat(e.status()).isBetween(400, 505);
            } catch (IllegalStateException e) {
                assertThat(any.state()).isEqualTo(State.WHOLE);
            }
        }
    }
}
