package ee.qmail.jms;

import ee.qmail.control.ControlFiles;
import ee.qmail.message.QueueId;
import ee.qmail.queue.DeliveryHold;
import ee.qmail.queue.MessageLog;
import ee.qmail.queue.QmailQueue;

/** The queue without a container. */
public final class TestQueue {
    private TestQueue() {}

    public static QmailQueue of(JmsSender outbox, ControlFiles controlFiles) {
        return new QmailQueue(outbox, controlFiles, new IgnoredLog(), new DeliveryHold());
    }

    private static final class IgnoredLog implements MessageLog {
        @Override
        public void newMessage(QueueId id, long bytes, String sender, int jobs) {}

        @Override
        public void notStored(QueueId id) {}
    }
}
