package ee.qmail.jms;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.InProcessBroker;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A broker that is up, empty, and listened to by nobody; tests make it otherwise. */
public class IdleBroker implements InProcessBroker {
    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public Map<String, Long> depths() {
        return Map.of();
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public boolean isEventsWanted() {
        return false;
    }

    @Override
    public void store(List<BrokerMessage> unit) throws IOException {
        throw new UnsupportedOperationException();
    }
}
