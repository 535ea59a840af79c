package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.QueueId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchBoxTest {
    private static SearchBox box(String typed) {
        return SearchBox.of(typed, false).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "ana@example.org, ana@example.org",
        "' Ana@Example.org ', Ana@Example.org",
        "ñandú@bücher.example, ñandú@bücher.example",
        "Ana <ana@example.org>, ana@example.org",
        "<17.abc@mail.example.org>, 17.abc@mail.example.org"
    })
    void anAddressOrAMessageId(String typed, String address) {
        assertThat(box(typed)).isEqualTo(new SearchBox(address, null, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"@example.org, example.org", "example.org, example.org", "@bücher.example, bücher.example"})
    void aDomain(String typed, String domain) {
        assertThat(box(typed)).isEqualTo(new SearchBox(null, domain, null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3766181217348829184", "#3766181217348829184"})
    void aQueueId(String typed) {
        assertThat(box(typed))
                .isEqualTo(new SearchBox(null, null, new QueueId(3766181217348829184L), null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 192.0.2.7", "[192.0.2.7], 192.0.2.7", "2001:db8::7, 2001:db8:0:0:0:0:0:7"})
    void aClient(String typed, String client) {
        assertThat(box(typed)).isEqualTo(new SearchBox(null, null, null, null, client, null));
    }

    @Test
    void aMessageIdWithoutAnAtSign() {
        assertThat(box("<abc>").messageId()).isEqualTo("<abc>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ana", "order 17", "9999999999999999999", "ana @ example.org", "@", "...", "a/b.c"})
    void anythingElseIsWordsOfASubjectIfThoseAreKept(String typed) {
        assertThat(SearchBox.of(typed, false)).isEmpty();
        assertThat(SearchBox.of(typed, true).orElseThrow().subject()).isEqualTo(typed);
    }
}
