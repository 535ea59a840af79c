package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.deferred.QueueFilter;
import ee.qmail.deferred.WaitingJobs.Order;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueuePlaceTest {
    private static QueuePlace at(Map<String, String> parameters) {
        return new QueuePlace("/q", name -> parameters.getOrDefault(name, ""), Instant.EPOCH);
    }

    @Test
    void theAddressKeepsConditionsAndOrderAndBeginsAgainWhereTheyChange() {
        QueuePlace place = at(Map.of("domain", "far.example", "sort", "-domain", "after", "7-1 far.example"));
        assertThat(place.here()).isEqualTo("/q?domain=far.example&sort=-domain&after=7-1+far.example");
        assertThat(place.getBeginning()).isEqualTo("/q?domain=far.example&sort=-domain");
        assertThat(place.with("reason", "no-dns")).isEqualTo("/q?domain=far.example&sort=-domain&reason=no-dns");
        assertThat(place.but("domain")).isEqualTo("/q?sort=-domain");
        assertThat(place.sorted("domain")).isEqualTo("/q?domain=far.example&sort=domain");
        assertThat(place.sorted("next")).isEqualTo("/q?domain=far.example&sort=next");
        assertThat(place.direction("domain")).isEqualTo("descending");
        assertThat(place.direction("next")).isEqualTo("none");
        assertThat(place.isFirst()).isFalse();
        assertThat(place.isFiltered()).isTrue();
    }

    @Test
    void theWholeListIsInTheOrderOfArrival() {
        QueuePlace place = at(Map.of());
        assertThat(place.filter()).isEqualTo(QueueFilter.ALL);
        assertThat(place.direction("arrival")).isEqualTo("ascending");
        assertThat(place.sorted("arrival")).isEqualTo("/q?sort=-arrival");
        assertThat(place.isFiltered()).isFalse();
    }

    @Test
    void aPlaceThatIsNoneIsNowhereAndAWrongConditionIsTold() {
        assertThat(at(Map.of("after", "yesterday")).isNowhere()).isTrue();
        assertThat(at(Map.of("after", "7-1")).isNowhere()).isFalse();
        assertThat(at(Map.of("sort", "size")).byOrder()).isEqualTo(Order.ARRIVAL);
        assertThat(at(Map.of("attempts", "many")).problems()).hasSize(1);
    }
}
