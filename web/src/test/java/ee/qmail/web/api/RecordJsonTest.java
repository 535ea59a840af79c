package ee.qmail.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.web.api.MessagesResource.TextRequest;
import ee.qmail.web.api.Views.AliasRequest;
import ee.qmail.web.api.Views.DomainView;
import ee.qmail.web.api.Views.QuotaRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJsonTest {
    static String text(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordJson.write(value, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesTheComponentsInTheirOrder() {
        DomainView view = new DomainView("xn--bcher-kva.example", "b\u00fccher.example", Instant.EPOCH, 2, 0, null);
        assertThat(text(List.of(view)))
                .isEqualTo("[{\"name\":\"xn--bcher-kva.example\","
                        + "\"unicodeName\":\"b\u00fccher.example\",\"created\":\"1970-01-01T00:00:00Z\",\"mailboxes\":2,"
                        + "\"aliases\":0,\"mostQuota\":null}]");
    }

    @Test
    void readsStringsAndLists() throws IOException {
        assertThat(read("{\"name\":\"x\",\"targets\":[\"a@b.c\"],\"more\":1}"))
                .isEqualTo(new AliasRequest("x", List.of("a@b.c")));
        assertThat(read("{}")).isEqualTo(new AliasRequest(null, null));
    }

    @Test
    void namesUnreadableMembers() {
        assertThatThrownBy(() -> read("rubbish"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("name, targets");
        assertThatThrownBy(() -> read("{\"targets\":\"a\"}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("targets: must be an array of strings");
        assertThatThrownBy(() -> read("{\"name\":5}")).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"a\",\"name\":\"b\"}                | name: must be there once",
                "{\"name\":\"a\",\"x\":1,\"x\":2}               | x: must be there once",
                "{\"name\":\"a\"} x                             | body: cannot be read",
                "{\"name\":\"a\"}{}                             | body: cannot be read",
                "[{\"name\":\"a\"}]                             | body: cannot be read",
                "{\"name\":\"a\"                                | body: cannot be read",
                "{\"name\":\"a\",}                              | body: cannot be read",
                "{'name':'a'}                                   | body: cannot be read",
                "{\"name\":\"\\ud800\"}                         | name: must not have half a surrogate pair",
                "{\"targets\":[\"a\",\"\\udc00b\"]}             | targets: must not have half a surrogate pair",
                "{\"name\":\"a\\u0000b\"}                       | name: must be a string without NUL",
                "{\"name\":{\"a\":{}}}                          | name: must be a string",
                "{\"name\":true}                                | name: must be a string",
                "{\"targets\":[1]}                              | targets: must be an array of strings",
                "{\"targets\":[[\"a\"]]}                        | targets: must be an array of strings",
                "null                                           | body: cannot be read",
            })
    void ambiguousJsonIsNamed(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18446744073709551617",
                "9223372036854775808",
                "-9223372036854775809",
                "1e3",
                "1e999999999",
                "1.0",
                "1.5",
                "\"1\"",
                "true",
                "[1]"
            })
    void aNumberThatDoesNotFitIsNamed(String number) {
        assertThatThrownBy(() -> read(QuotaRequest.class, "{\"quota\":" + number + "}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("quota: must be a whole number");
    }

    @Test
    void theLargestNumbersFit() throws IOException {
        assertThat(read(QuotaRequest.class, "{\"quota\":9223372036854775807}"))
                .isEqualTo(new QuotaRequest(Long.MAX_VALUE));
        assertThat(read(QuotaRequest.class, "{\"quota\":-9223372036854775808}"))
                .isEqualTo(new QuotaRequest(Long.MIN_VALUE));
        assertThat(read(QuotaRequest.class, "{\"quota\":null}")).isEqualTo(new QuotaRequest(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "targets", "unknown"})
    void namesTooDeepMembers(String member) {
        for (int depth : new int[] {17, 1_000, 100_000}) {
            assertThatThrownBy(() -> read("{\"" + member + "\":" + "[".repeat(depth) + "]".repeat(depth) + "}"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(member + ": must be");
        }
    }

    @Test
    void theBodyIsUtf8AndHasABound() {
        assertThatThrownBy(
                        () -> read(AliasRequest.class, "{\"name\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessage("body: must be UTF-8");
        assertThatThrownBy(() -> read("{\"name\":\"" + "a".repeat(1 << 20) + "\"}"))
                .hasMessage("body: must be at most 1048576 octets");
    }

    private static Record read(String json) throws IOException {
        return read(AliasRequest.class, json);
    }

    private static Record read(Class<? extends Record> type, String json) throws IOException {
        return read(type, json.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Record read(Class<? extends Record> type, byte[] json) throws IOException {
        return new RecordJson().readFrom((Class) type, type, null, null, null, new ByteArrayInputStream(json));
    }

    /** No component of a record may be named {@code notify}. */
    @Test
    void aMemberMayHaveAnotherNameThanItsComponent() throws IOException {
        assertThat(read(TextRequest.class, "{\"notify\":\"NEVER\",\"conditions\":\"SUCCESS\"}"))
                .isEqualTo(new TextRequest(null, null, null, null, "NEVER", null, null));
        assertThatThrownBy(() -> read(TextRequest.class, "{\"notify\":1}"))
                .hasMessage("notify: must be a string without NUL");
        assertThatThrownBy(() -> read(TextRequest.class, "no")).hasMessageContaining("text, notify, ret, envid");
        assertThat(text(new TextRequest(null, null, null, null, "NEVER", null, null)))
                .contains("\"notify\":\"NEVER\"")
                .doesNotContain("conditions");
    }
}
