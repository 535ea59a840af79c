package ee.qmail.submission;

import ee.qmail.address.AddressRules;
import ee.qmail.address.QuotedAddress;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.KeyTakenException;
import ee.qmail.contract.Queues;
import ee.qmail.contract.Submission.Keyed;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.jms.JobMessages;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.message.DsnWishes;
import ee.qmail.queue.QmailQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Units of an application of which some mails have a key. Such a mail is a message to {@code qmail.inject}, stored with the jobs of the others as one
 * transaction (ADR 25): a job's own duplicate id would refuse the whole unit if it is a repetition. Safe for use by several threads.
 */
@ApplicationScoped
public class KeyedSubmission {
    static final int MAX_KEY = 1_000;
    /** A property of a JMS message holds them, with room for a text of up to 256 KB in the same record of the broker's journal. */
    static final int MAX_RECIPIENTS = 100_000;

    private final DirectInjection injection;
    private final QmailQueue queue;
    private final UsedKeys keys = new UsedKeys();

    /** For the container's proxies. */
    protected KeyedSubmission() {
        this(null, null);
    }

    @Inject
    KeyedSubmission(DirectInjection injection, QmailQueue queue) {
        this.injection = injection;
        this.queue = queue;
    }

    /**
     * Checks a mail as if it were sent now.
     *
     * @throws InvalidInputException if it cannot become mail
     * @throws KeyTakenException if this process knows the key and it stood for another content
     */
    Keyed check(String key, byte[] message, String sender, List<String> recipients, DsnWishes wishes) {
        requireKey(key);
        Injection given = injection.given(message, sender, recipients, wishes);
        injection.requireFit(given.text().body().size());
        InboundMessage whole = injection.complete(given);
        // as they were understood: as text they would be taken apart once more
        List<String> addresses = recipients.isEmpty()
                ? List.of()
                : whole.envelope().recipients().stream().map(QuotedAddress::of).toList();
        requireFit(addresses);
        String content = HexFormat.of().formatHex(given.digest().digest());
        if (keys.stands(key, content).equals(UsedKeys.Stand.FOR_ANOTHER)) {
            throw new KeyTakenException(key);
        }
        return new Keyed(key, QmailInject.id(key), content, given.text().body(), sender, addresses, wishes);
    }

    private static void requireKey(String key) {
        if (key.isBlank() || key.length() > MAX_KEY || !AddressRules.isText(key)) {
            throw new InvalidInputException("key '" + AddressRules.shown(key) + "': must have 1 to " + MAX_KEY
                    + " characters, and no control characters or half characters");
        }
    }

    private static void requireFit(List<String> recipients) {
        long letters = 0;
        for (String recipient : recipients) {
            letters += recipient.length() + 1;
        }
        if (letters > MAX_RECIPIENTS) {
            throw new InvalidInputException(
                    "recipients",
                    "recipients: must have at most " + MAX_RECIPIENTS
                            + " characters together where the mail has a key; send it to some of them at a time, each time with another key");
        }
    }

    /**
     * Queues all of them or none.
     *
     * @throws KeyTakenException if a key stands for another content by now; nothing is queued
     */
    void store(List<InboundMessage> unit, List<Keyed> keyed) {
        List<Keyed> fresh = keyed.stream()
                .filter(mail -> keys.stands(mail.key(), mail.content()).equals(UsedKeys.Stand.FREE))
                .toList();
        try {
            for (Keyed mail : keyed) {
                if (!keys.use(mail.key(), mail.content())) {
                    throw new KeyTakenException(mail.key());
                }
            }
            queue.acceptNew(unit, keyed.stream().map(KeyedSubmission::injected).toList());
        } catch (RuntimeException | Error e) {
            // they may come again as they should have been
            fresh.forEach(mail -> keys.release(mail.key(), mail.content()));
            throw e;
        }
    }

    private static QueuedMessage injected(Keyed mail) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(QmailInject.KEY, mail.key());
        put(properties, JobMessages.SENDER, mail.sender());
        put(properties, JobMessages.NOTIFY, mail.wishes().conditions());
        put(properties, Injection.RET, mail.wishes().ret());
        put(properties, Injection.ENVID, mail.wishes().envid());
        if (!mail.recipients().isEmpty()) {
            properties.put(JobMessages.RECIPIENTS, String.join("\n", mail.recipients()));
        }
        return QueuedMessage.toQueue(Queues.INJECT, QueuedMessage.octets(properties, mail.message()));
    }

    private static void put(Map<String, Object> properties, String name, String value) {
        if (value != null) {
            properties.put(name, value);
        }
    }
}
