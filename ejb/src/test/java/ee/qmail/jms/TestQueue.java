package ee.qmail.jms;

import ee.qmail.control.ControlFiles;
import ee.qmail.history.DeliveryHistory;
import ee.qmail.message.QueueId;
import ee.qmail.queue.DeliveryHold;
import ee.qmail.queue.MessageLog;
import ee.qmail.queue.QmailQueue;

/** The queue without a container. */
public final class TestQueue {
    private TestQueue() {}

    public static QmailQueue of(JmsSender outbox, ControlFiles controlFiles) {
        return of(outbox, controlFiles, new DeliveryHistory());
    }

    public static QmailQueue of(JmsSender outbox, ControlFiles controlFiles, DeliveryHistory history) {
        return new QmailQueue(outbox, controlFiles, new IgnoredLog(), new DeliveryHold(), history);
    }

    private static final class IgnoredLog implements MessageLog {
        @Override
        public void newMessage(QueueId id, long bytes, String sender, int jobs) {}

        @Override
        public void notStored(QueueId id) {}
    }
}
