package ee.qmail.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.deferred.QueueFilter;
import ee.qmail.deferred.WaitingJobs.Order;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.message.Reason;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueQuestionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static QueueFilter filter(Map<String, String> given) {
        return QueueQuestion.filter(given::get, NOW);
    }

    @Test
    void conditionsAreRead() {
        assertThat(filter(Map.of())).isEqualTo(QueueFilter.ALL);
        assertThat(filter(Map.of(
                        "domain",
                        "Far.example ",
                        "sender",
                        "<>",
                        "reason",
                        "no-connection",
                        "olderThan",
                        "4h",
                        "attempts",
                        "3")))
                .isEqualTo(new QueueFilter("far.example", "", Reason.NO_CONNECTION, NOW.minusSeconds(14_400), 3));
        assertThat(filter(Map.of("olderThan", "90"))).isEqualTo(filter(Map.of("olderThan", "90s")));
    }

    @ParameterizedTest
    @CsvSource({
        "reason, lazy",
        "olderThan, soon",
        "olderThan, 1w",
        "olderThan, 9999999999",
        "attempts, -1",
        "attempts, 9999999"
    })
    void oneThatIsWrongIsNamed(String name, String value) {
        assertThatThrownBy(() -> filter(Map.of(name, value)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        wrong -> assertThat(wrong.field()).hasValue(name))
                .hasMessageContaining("'" + value + "'");
    }

    @Test
    void anOrderIsReadAndBackwardsWithADash() {
        assertThat(QueueQuestion.order(null)).isEqualTo(Order.ARRIVAL);
        assertThat(QueueQuestion.order("-attempts")).isEqualTo(Order.ATTEMPTS);
        assertThat(QueueQuestion.isBackwards("-attempts")).isTrue();
        assertThatThrownBy(() -> QueueQuestion.order("size"))
                .hasMessage(
                        "sort 'size': must be one of arrival, next, domain, sender, attempts, backwards with - before it");
    }
}
