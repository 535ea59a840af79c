package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.status.QueueCounts;
import ee.qmail.web.language.Texts;
import org.junit.jupiter.api.Test;

class StartPageTest {
    @Test
    void aCountTheBrokerDoesNotTellIsADash() {
        assertThat(StartPage.places(new QueueCounts(-1, 7, 1_000_000, 0), Texts.IN_ENGLISH))
                .extracting(StartPage.Place::count)
                .containsExactly("–", "7", "1,000,000", "0");
    }

    @Test
    void deadMessagesAlarmDeferredOnesAreTroubleAndNothingIsNothing() {
        assertThat(StartPage.places(new QueueCounts(1, 1, 1, 1), Texts.IN_ENGLISH))
                .extracting(StartPage.Place::mark)
                .containsExactly("", "", "troubled", "alarming");
        assertThat(StartPage.places(new QueueCounts(-1, 0, 0, 0), Texts.IN_ENGLISH))
                .extracting(StartPage.Place::mark)
                .containsExactly("", "nothing", "nothing", "nothing");
    }

    @Test
    void theDeferredOnesAndTheDeadOnesAreListedOnPagesOfTheirOwn() {
        assertThat(StartPage.places(new QueueCounts(1, 1, 1, 1), Texts.IN_ENGLISH))
                .filteredOn(StartPage.Place::listed)
                .extracting(StartPage.Place::name)
                .containsExactly("deferred", "dead");
    }
}
