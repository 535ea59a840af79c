package ee.qmail.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.users.InvalidInputException;
import ee.qmail.web.api.Views.AliasRequest;
import ee.qmail.web.api.Views.DomainView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
    @Test
    void writesTheComponentsInTheirOrder() {
        DomainView view = new DomainView("xn--bcher-kva.example", "b\u00fccher.example", Instant.EPOCH, 2, 0);
        assertThat(RecordJson.json(List.of(view)))
                .hasToString("[{\"name\":\"xn--bcher-kva.example\","
                        + "\"unicodeName\":\"b\u00fccher.example\",\"created\":\"1970-01-01T00:00:00Z\",\"mailboxes\":2,"
                        + "\"aliases\":0}]");
    }

    @Test
    void readsStringsAndLists() throws IOException {
        assertThat(read("{\"name\":\"x\",\"targets\":[\"a@b.c\"],\"more\":1}"))
                .isEqualTo(new AliasRequest("x", List.of("a@b.c")));
        assertThat(read("{}")).isEqualTo(new AliasRequest(null, null));
    }

    @Test
    void namesWhatCannotBeRead() {
        assertThatThrownBy(() -> read("rubbish"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("name, targets");
        assertThatThrownBy(() -> read("{\"targets\":\"a\"}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("targets: must be an array of strings");
        assertThatThrownBy(() -> read("{\"name\":5}")).isInstanceOf(InvalidInputException.class);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Record read(String json) throws IOException {
        return new RecordJson()
                .readFrom(
                        (Class) AliasRequest.class,
                        AliasRequest.class,
                        null,
                        null,
                        null,
                        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
