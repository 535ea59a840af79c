package ee.qmail.application;

import ee.qmail.inbound.InboundMessage;
import java.util.Collection;
import java.util.List;

/** The queue, as the adapter's outbound connections see it. Safe for use by several threads. */
public interface MailSink {
    /**
     * Makes mail of what an application sends, without queueing it.
     *
     * @throws IllegalArgumentException if that cannot be done; the message says what would be right
     */
    InboundMessage complete(byte[] message, String sender, Collection<String> recipients);

    /** Queues all of them, made by {@link #complete}, or none; when it returns they survive a crash. */
    void store(List<InboundMessage> unit);
}
