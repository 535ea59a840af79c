package ee.qmail.queue;

import ee.qmail.control.ControlFiles;

/** The queue without a container. */
public final class TestQueue {
    private TestQueue() {}

    public static QmailQueue of(Outbox outbox, ControlFiles controlFiles) {
        QmailQueue queue = new QmailQueue();
        queue.outbox = outbox;
        queue.controlFiles = controlFiles;
        queue.rush = new AcceptRush();
        queue.log = new MessageLog() {
            @Override
            public void newMessage(QueueId id, long bytes, String sender, int jobs) {}

            @Override
            public void notStored(QueueId id) {}
        };
        return queue;
    }
}
