package ee.qmail.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.history.HistoryEntry;
import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistorySearch;
import ee.qmail.history.HistoryState;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.QueueId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageSearchTest {
    private static final Instant AT = Instant.parse("2026-11-30T10:00:00Z");

    private static HistoryQuery query(String... parameters) {
        Map<String, List<String>> given = new TreeMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            given.put(parameters[i], List.of(parameters[i + 1]));
        }
        return MessageSearch.query(given);
    }

    @Test
    void eachParameterIsAConditionAndNoneIsEverything() {
        assertThat(query()).isEqualTo(HistoryQuery.all(100));
        HistoryQuery all = query(
                "sender",
                "",
                "recipient",
                "b@b.example",
                "address",
                "c@c.example",
                "domain",
                "b.example",
                "id",
                "17",
                "messageId",
                "<1@x>",
                "subject",
                "Invoice",
                "client",
                "2001:db8:0::7",
                "state",
                "waiting,failed",
                "since",
                "2026-11-30T11:00:00+01:00",
                "until",
                "2026-11-30T10:00:00Z",
                "after",
                "99",
                "max",
                "7");
        assertThat(all.sender()).isEmpty();
        assertThat(all.address()).isEqualTo("c@c.example");
        assertThat(all.id()).isEqualTo(new QueueId(17));
        assertThat(all.client()).isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(all.states()).containsExactly(HistoryState.ACCEPTED, HistoryState.DEFERRED, HistoryState.FAILED);
        assertThat(all.since()).isEqualTo(AT).isEqualTo(all.until());
        assertThat(all.after()).isEqualTo(99);
        assertThat(all.max()).isEqualTo(7);
        assertThat(all.domains()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "sendr,a@b",
        "id,x",
        "id,0",
        "max,0",
        "max,1001",
        "since,yesterday",
        "client,far.example",
        "client,999.1.1.1",
        "state,gone",
        "state,'waiting,'",
        "recipient,''",
        "after,-1"
    })
    void aWrongOneIsRefused(String name, String value) {
        assertThatThrownBy(() -> query(name, value))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aTableAsksForMoreAtOnceAndHasNoMax() {
        assertThat(MessageSearch.table(Map.of("sender", List.of("a@b"))).max()).isEqualTo(1_000);
        assertThatThrownBy(() -> MessageSearch.table(Map.of("max", List.of("7"))))
                .hasMessageContaining("max: must not be given");
    }

    @Test
    void oneThatIsGivenTwiceIsRefused() {
        assertThatThrownBy(() -> MessageSearch.query(Map.of("sender", List.of("a", "b"))))
                .hasMessage("sender: must be given once");
    }

    @Test
    void anEntryIsShownWithItsOrigin() {
        HistoryEntry entry = new HistoryEntry(
                99,
                0,
                0,
                HistoryState.REFUSED_RCPT,
                AT,
                0,
                41,
                0,
                "a@b.example",
                "c@d.example",
                new Attributes(Map.of(Attribute.CLIENT, "192.0.2.7")),
                "",
                "",
                null,
                "550 5.1.1 no");
        MessageViews.PageView page = MessageViews.PageView.of(new HistorySearch.Page(List.of(entry), 99L, AT));
        assertThat(RecordJsonTest.text(page))
                .contains("\"id\":\"99\"")
                .contains("\"state\":\"refused-rcpt\"")
                .contains("\"times\":41")
                .contains("\"client\":\"192.0.2.7\"")
                .contains("\"tls\":null")
                .contains("\"reply\":\"550 5.1.1 no\"")
                .contains("\"after\":\"99\"");
    }
}
