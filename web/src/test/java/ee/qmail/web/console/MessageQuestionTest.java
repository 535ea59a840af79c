package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistoryState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageQuestionTest {
    private static MessageQuestion question(Map<String, String> given, boolean isSubjectKept) {
        return new MessageQuestion(name -> given.getOrDefault(name, ""), isSubjectKept, ZoneId.of("Europe/Madrid"));
    }

    @Test
    void anEmptyFormAsksForEverything() throws WrongException {
        MessageQuestion empty = question(Map.of("q", "  ", "sender", ""), true);
        assertThat(empty.query(50)).isEqualTo(HistoryQuery.all(50));
        assertThat(empty.conditions()).isEmpty();
        assertThat(empty.hasMore()).isFalse();
    }

    @Test
    void allConditionsHold() throws WrongException {
        Map<String, String> given = Map.of(
                "q", "ana@example.org",
                "sender", "<>",
                "recipient", "ben@example.org",
                "subject", "order",
                "state", "refused",
                "from", "2026-11-30T10:00",
                "until", "2026-11-30T11:30:00Z",
                "after", "99");
        MessageQuestion all = question(given, true);
        HistoryQuery query = all.query(50);
        assertThat(query.address()).isEqualTo("ana@example.org");
        assertThat(query.sender()).isEmpty();
        assertThat(query.recipient()).isEqualTo("ben@example.org");
        assertThat(query.subject()).isEqualTo("order");
        assertThat(query.states()).contains(HistoryState.REFUSED_RCPT);
        assertThat(query.since()).isEqualTo(Instant.parse("2026-11-30T09:00:00Z"));
        assertThat(query.until()).isEqualTo(Instant.parse("2026-11-30T11:30:00Z"));
        assertThat(query.after()).isEqualTo(99);
        assertThat(all.time("until")).isEqualTo("2026-11-30T12:30");
        assertThat(all.hasMore()).isTrue();
        assertThat(all.conditions()).containsEntry("q", "ana@example.org").doesNotContainKey("after");
    }

    @Test
    void aSubjectIsLookedForOnlyWhereItIsKept() throws WrongException {
        assertThat(question(Map.of("q", "two words"), true).query(1).subject()).isEqualTo("two words");
        assertThat(question(Map.of("subject", "x"), false).query(1).subject()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "q, ana, messages.wrong.boxWithout",
        "state, gone, messages.wrong.state",
        "from, yesterday, messages.wrong.time",
        "until, 2026-13-01T10:00, messages.wrong.time",
        "after, -1, messages.wrong.page",
        "after, 99999999999999999999, messages.wrong.page"
    })
    void whatCannotBeUsedIsTold(String name, String value, String key) {
        MessageQuestion wrong = question(Map.of(name, value), false);
        assertThatThrownBy(() -> wrong.query(1))
                .isInstanceOfSatisfying(
                        WrongException.class, e -> assertThat(e.key()).isEqualTo(key))
                .extracting(e -> ((WrongException) e).value())
                .isEqualTo(value);
        assertThat(wrong.time("from")).isEmpty();
    }
}
