package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.status.QueueCounts;
import org.junit.jupiter.api.Test;

class StartPageTest {
    @Test
    void aCountTheBrokerDoesNotTellIsADash() {
        assertThat(StartPage.places(new QueueCounts(-1, 7, 1_000_000, 0)))
                .extracting(StartPage.Place::count)
                .containsExactly("–", "7", "1000000", "0");
    }

    @Test
    void deadMessagesAlarm() {
        assertThat(StartPage.places(new QueueCounts(1, 1, 1, 1)))
                .filteredOn(StartPage.Place::alarming)
                .extracting(StartPage.Place::name)
                .containsExactly("dead");
    }

    @Test
    void theDeferredOnesAreListedOnAPageOfTheirOwn() {
        assertThat(StartPage.places(new QueueCounts(1, 1, 1, 1)))
                .filteredOn(StartPage.Place::listed)
                .extracting(StartPage.Place::name)
                .containsExactly("deferred");
    }
}
