package ee.qmail.local;

import ee.qmail.address.AddressRules;
import ee.qmail.contract.InboundMessage;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.Job;
import ee.qmail.jms.JobMessages;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.Attribute;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.programs.PrefixedBody;
import ee.qmail.queue.QmailQueue;
import ee.qmail.routing.ForwardTarget;
import ee.qmail.routing.JmsTarget;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Sends mail on: to other addresses as one message (DQ-6), and to applications' queues and topics. */
@ApplicationScoped
class Forwarding {
    private static final Set<Attribute> OF_NOTIFICATIONS = Set.of(Attribute.ENVID, Attribute.RET);

    private final QmailQueue queue;
    private final JmsSender outbox;

    /** Octets of mail that may be taken apart at the same time; each takes a few times as much memory. */
    private final Semaphore memory = new Semaphore(ParsedCopy.LARGEST, true);

    /** For the container's proxies. */
    protected Forwarding() {
        this(null, null);
    }

    @Inject
    Forwarding(QmailQueue queue, JmsSender outbox) {
        this.queue = queue;
        this.outbox = outbox;
    }

    /**
     * @param id of the message that was sent to the addresses, null if there are none
     * @param reason what it is to the sender who asked for notifications
     */
    record Sent(int addresses, int copies, QueueId id, Reason reason) {
        /**
         * The report, with what was done besides.
         *
         * @param output of programs
         */
        DeliveryReport report(LocalMail mail, int deliveries, int programs, String output) {
            Did did = new Did(deliveries, addresses, copies + programs, id);
            return DeliveryReport.delivered(mail.recipient(), did, output).because(reason);
        }
    }

    /**
     * Mail that was sent before under the same address is not sent again.
     *
     * @param sender of the message to the addresses
     * @param targets texts of {@link ForwardTarget}s
     * @param delivered whether somebody here has got the mail as well
     * @throws IllegalArgumentException if one is wrong; nothing is sent then
     */
    Sent send(LocalMail mail, String sender, List<String> targets, boolean delivered) {
        List<String> addresses = new ArrayList<>();
        Set<JmsTarget> destinations = new LinkedHashSet<>();
        for (String target : targets) {
            ForwardTarget.of(target)
                    .map(
                            address -> addresses.add(checked(mail, address)),
                            application -> destinations.add(destination(mail, application)));
        }
        copy(mail, destinations);
        Reason reason = reason(mail, sender, addresses, delivered || !destinations.isEmpty());
        QueueId id = addresses.isEmpty() ? null : forward(mail, forwarded(mail, sender, addresses, reason));
        return new Sent(addresses.size(), destinations.size(), id, reason);
    }

    /** A list is where its mail is delivered, and sends mail of its own (RFC 3461 5.2.7.1). */
    private static Reason reason(LocalMail mail, String sender, List<String> addresses, boolean delivered) {
        Envelope envelope = mail.job().envelope();
        if (envelope.notifies().isEmpty() || addresses.isEmpty() || delivered || !sender.equals(mail.sender())) {
            return Reason.DELIVERED;
        }
        return addresses.size() == 1 ? Reason.FORWARDED : Reason.EXPANDED;
    }

    /** Of a message that goes to one address instead, the sender's wishes go with it; else this server tells of the success (RFC 3461 5.2.7). */
    private static Envelope forwarded(LocalMail mail, String sender, List<String> addresses, Reason reason) {
        Envelope original = mail.job().envelope();
        Envelope envelope = original.from(sender).to(addresses);
        if (!sender.equals(mail.sender())) {
            return envelope.notifying(Map.of()).with(original.attributes().without(OF_NOTIFICATIONS));
        }
        Notify notify = original.notifies().get(mail.recipient());
        if (notify == null) {
            return envelope.notifying(Map.of());
        }
        Notify passed = reason == Reason.FORWARDED ? notify : notify.withoutSuccess();
        Map<String, Notify> notifies = new HashMap<>();
        addresses.forEach(address -> notifies.put(address, passed));
        return envelope.notifying(notifies);
    }

    /**
     * The fault of a target that a program names, which no later attempt makes right. The target may be made of the sender's text, as {@code $DEFAULT}:
     * such a text is an address or nothing, since a stranger must not choose an application.
     *
     * @param words of the program's line, as its owner wrote them
     */
    static Optional<String> problemForGood(String target, Collection<String> words) {
        ForwardTarget parsed = ForwardTarget.of(target);
        if (parsed.address().isPresent()) {
            return parsed.address().flatMap(AddressRules::ofRecipient).map(AddressRules.Problem::text);
        }
        Optional<String> wanted = words.contains(target)
                ? parsed.problem().map(Sentence::toString)
                : Optional.of("must stand in the line itself, since it is no address");
        return wanted.map(right -> "'" + AddressRules.shown(target) + "': " + right);
    }

    private static String checked(LocalMail mail, String address) {
        AddressRules.ofRecipient(address).ifPresent(problem -> {
            throw new IllegalArgumentException("mail for " + mail.address() + " leads to " + problem.text());
        });
        return address;
    }

    private static JmsTarget destination(LocalMail mail, String target) {
        try {
            return JmsTarget.parse(target);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "mail for " + mail.address() + " leads to '" + target + "': " + e.getMessage(), e);
        }
    }

    private void copy(LocalMail mail, Set<JmsTarget> destinations) {
        List<QueuedMessage> copies = new ArrayList<>();
        int takenApart = 0;
        for (JmsTarget destination : destinations) {
            boolean parsed = destination.parsed() && mail.job().body().size() <= ParsedCopy.LARGEST;
            copies.add(copy(mail, destination, parsed));
            takenApart = parsed ? (int) mail.job().body().size() : takenApart;
        }
        if (takenApart == 0) {
            outbox.send(copies);
            return;
        }
        memory.acquireUninterruptibly(takenApart);
        try {
            outbox.send(copies);
        } finally {
            memory.release(takenApart);
        }
    }

    /** With nothing but Delivered-To added (DQ-10). */
    private QueueId forward(LocalMail mail, Envelope envelope) {
        Job job = mail.job();
        QueueId id = job.id().derived("forward/" + mail.address());
        byte[] head = mail.deliveredTo().getBytes(StandardCharsets.UTF_8);
        Body body = new PrefixedBody(head, job.body());
        long wireSize = WireSize.of(head) + job.wireSize();
        queue.accept(new InboundMessage(id, envelope, body, wireSize, job.arrival()));
        return id;
    }

    private static QueuedMessage copy(LocalMail mail, JmsTarget destination, boolean parsed) {
        Job job = mail.job();
        Map<String, Object> properties =
                new HashMap<>(JobMessages.properties(job.envelope().attributes()));
        properties.put(JobMessages.ID, job.id().value());
        properties.put(JobMessages.SENDER, mail.sender());
        properties.put(JobMessages.RECIPIENTS, mail.address());
        properties.put(JobMessages.ARRIVAL, job.arrival().toEpochMilli());
        properties.put(JobMessages.SIZE, job.body().size());
        properties.put(ParsedCopy.FORM, ParsedCopy.RAW);
        String duplicateId = job.id() + "/" + mail.address() + (destination.parsed() ? "/parsed" : "");
        QueuedMessage.Content raw = QueuedMessage.octets(properties, job.body());
        return QueuedMessage.to(destination, parsed ? new ParsedCopy(job, properties, raw) : raw)
                .named(duplicateId);
    }
}
