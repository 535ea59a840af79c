package ee.qmail.local;

import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import ee.qmail.maildir.WireSize;
import ee.qmail.queue.Job;
import ee.qmail.queue.JobMessages;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.Outgoing;
import ee.qmail.queue.QmailQueue;
import ee.qmail.queue.QueueId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends mail on: to other addresses as one message (DQ-6), and to applications' queues and topics. */
@ApplicationScoped
class Forwarding {
    private static final String JMS_QUEUE = "jms:queue:";
    private static final String JMS_TOPIC = "jms:topic:";

    @Inject
    QmailQueue queue;

    @Inject
    Outbox outbox;

    /** @param id of the message that was sent to the addresses, null if there are none */
    record Sent(int addresses, int copies, QueueId id) {
        /** What goes into the log (DQ-13); the first number is what was delivered besides. */
        String text(int deliveries, int programs) {
            String did = "did " + deliveries + "+" + addresses + "+" + (copies + programs);
            return id == null ? did : did + "\nqp " + id;
        }
    }

    /**
     * What was sent before under the same address is not sent again.
     *
     * @param sender of the message to the addresses
     * @param targets addresses, {@code jms:queue:NAME}, {@code jms:topic:NAME}
     */
    Sent send(LocalMail mail, String sender, List<String> targets) {
        List<String> addresses = new ArrayList<>();
        List<Outgoing> copies = new ArrayList<>();
        for (String target : targets) {
            if (target.startsWith(JMS_QUEUE)) {
                copies.add(copy(mail, target.substring(JMS_QUEUE.length()), false));
            } else if (target.startsWith(JMS_TOPIC)) {
                copies.add(copy(mail, target.substring(JMS_TOPIC.length()), true));
            } else {
                addresses.add(target);
            }
        }
        outbox.send(copies);
        QueueId id = addresses.isEmpty() ? null : forward(mail, sender, addresses);
        return new Sent(addresses.size(), copies.size(), id);
    }

    /** With nothing but Delivered-To added (DQ-10). */
    private QueueId forward(LocalMail mail, String sender, List<String> addresses) {
        Job job = mail.job();
        QueueId id = job.id().derived("forward/" + mail.address());
        byte[] head = mail.deliveredTo().getBytes(StandardCharsets.UTF_8);
        Body body = new PrefixedBody(head, job.body());
        long wireSize = WireSize.of(head) + job.wireSize();
        queue.accept(new InboundMessage(id, new Envelope(sender, addresses), body, wireSize, job.arrival()));
        return id;
    }

    private static Outgoing copy(LocalMail mail, String destination, boolean topic) {
        if (destination.startsWith("qmail.")) {
            throw new IllegalArgumentException("mail for " + mail.address() + " leads to " + destination
                    + ": queues named qmail.* are this server's own");
        }
        Job job = mail.job();
        Map<String, Object> properties = Map.of(
                JobMessages.ID, job.id().value(),
                JobMessages.SENDER, mail.sender(),
                JobMessages.RECIPIENTS, mail.address(),
                JobMessages.ARRIVAL, job.arrival().toEpochMilli(),
                JobMessages.SIZE, job.body().size());
        return Outgoing.octets(destination, topic, job.id() + "/" + mail.address(), properties, job.body());
    }
}
