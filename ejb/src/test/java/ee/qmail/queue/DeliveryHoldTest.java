package ee.qmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.InProcessBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryHoldTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Broker broker = new Broker();
    private final DeliveryHold rush = new DeliveryHold(nanos::get);

    @BeforeEach
    void start() {
        InProcessBroker.RUNNING.add(broker);
    }

    @AfterEach
    void stop() {
        InProcessBroker.RUNNING.remove(broker);
    }

    private void pass(double millis) {
        nanos.addAndGet(Math.round(millis * TimeUnit.MILLISECONDS.toNanos(1)));
    }

    @Test
    void noHoldBeforeTheFirstMessage() {
        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void theHoldLastsWhileBatchesFollowOneAnother() {
        rush.accepting(2);
        pass(4);
        assertThat(rush.isOn()).isTrue();
        rush.accepting(2);
        pass(4);
        assertThat(rush.isOn()).isTrue();

        pass(1);

        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void oneMessageMakesNoHold() {
        rush.accepting(1);
        rush.accepted(1);

        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void aClientThatSendsOnAtOnceMakesAHold() {
        rush.accepted(1);
        pass(0.9);
        rush.accepting(1);
        pass(4);
        assertThat(rush.isOn()).isTrue();

        pass(1);

        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void aClientThatPausesMakesNoHold() {
        rush.accepted(1);
        pass(1);
        rush.accepting(1);

        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void deliveriesGoOnWhenTheBrokerHasNoRoom() {
        rush.accepting(64);
        broker.room = false;

        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void aBrokerElsewhereMakesNoHold() {
        InProcessBroker.RUNNING.remove(broker);
        rush.accepting(64);

        assertThat(rush.isOn()).isFalse();
    }

    private static final class Broker implements InProcessBroker {
        private boolean room = true;

        @Override
        public boolean hasRoom() {
            return room;
        }

        @Override
        public Map<String, Long> depths() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isUp() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isFull() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isEventsWanted() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void store(List<BrokerMessage> unit) {
            throw new UnsupportedOperationException();
        }
    }
}
