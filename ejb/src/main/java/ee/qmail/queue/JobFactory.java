package ee.qmail.queue;

import ee.qmail.address.DomainLookup;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.jms.Job;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.routing.Rewriting;
import ee.qmail.routing.Route;
import ee.qmail.routing.Verp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The preprocessing of qmail-send: which jobs a message makes (QS-6). */
public final class JobFactory {
    /**
     * Letters of recipients in one job. The broker keeps each in two octets, beside a text of up to 256 KB, and a record of its journal takes 490 KB.
     */
    static final int MAX_LETTERS = 100_000;

    /** @param apart the recipient, or the bean that takes its mail, whose job is apart; empty if one job serves all others of the domain */
    private record Destination(Channel channel, String domain, String apart) {}

    private JobFactory() {}

    /**
     * One job per channel and domain, in the order of the recipients, more where there are so many of them that one could not be
     * stored; one per recipient where each is told another sender (SCH-9), and one for each bean of an application, which may take long and must not
     * hold up the others. An address that is given more than once counts once; at home also
     * in other letters, upper or lower.
     */
    public static List<Job> of(InboundMessage message, Rewriting rewriting) {
        boolean alone = Verp.isVariable(message.envelope().sender());
        Map<Destination, Map<String, String>> byDestination = new LinkedHashMap<>();
        Map<String, Notify> wishes = message.envelope().notifies();
        Map<String, Notify> notifies = wishes.isEmpty() ? wishes : new HashMap<>();
        for (String recipient : message.envelope().recipients()) {
            Route route = rewriting.route(recipient);
            String apart = alone ? route.address() : bean(route.channel(), route.display());
            Destination destination = new Destination(route.channel(), route.domain(), apart);
            String before = byDestination
                    .computeIfAbsent(destination, key -> new LinkedHashMap<>())
                    .putIfAbsent(mailbox(route), route.address());
            if (!wishes.isEmpty()) {
                wish(notifies, before, route.address(), wishes.getOrDefault(recipient, Notify.DEFAULT));
            }
        }
        List<Part> parts = new ArrayList<>();
        byDestination.forEach((destination, recipients) -> cut(List.copyOf(recipients.values()), notifies)
                .forEach(some -> parts.add(new Part(destination, some))));
        return jobs(message, parts, notifies);
    }

    /** @param before the spelling of the address that counts; null if this is the first */
    private static void wish(Map<String, Notify> notifies, String before, String address, Notify notify) {
        Notify all = before == null ? notify : notify.or(notifies.getOrDefault(before, Notify.DEFAULT));
        if (all.equals(Notify.DEFAULT)) {
            notifies.remove(before);
        } else {
            notifies.put(before == null ? address : before, all);
        }
    }

    private static List<Job> jobs(InboundMessage message, List<Part> parts, Map<String, Notify> notifies) {
        Envelope envelope =
                notifies.isEmpty() ? message.envelope() : message.envelope().notifying(notifies);
        List<Job> jobs = new ArrayList<>();
        for (Part part : parts) {
            jobs.add(new Job(
                    message.id(),
                    jobs.size() + 1,
                    parts.size(),
                    part.destination.channel(),
                    part.destination.domain(),
                    envelope.to(part.recipients),
                    message.body(),
                    message.wireSize(),
                    message.arrival()));
        }
        return jobs;
    }

    /**
     * Tells whether a bean takes the mail of a job, as far as can be seen before it is delivered: the job must have a JMS message of its own
     * then.
     */
    static boolean isForBean(Job job, Rewriting rewriting) {
        String first = job.envelope().recipients().get(0);
        return job.channel() == Channel.LOCAL
                && !MailConsumerRegistry.isEmpty()
                && !bean(job.channel(), rewriting.display(first)).isEmpty();
    }

    /** The pattern of the bean; empty if none takes the mail of the address. */
    private static String bean(Channel channel, String address) {
        return channel != Channel.LOCAL || MailConsumerRegistry.isEmpty()
                ? ""
                : MailConsumerRegistry.find(DomainLookup.lower(address))
                        .map(bean -> bean.pattern().toString())
                        .orElse("");
    }

    private static String mailbox(Route route) {
        return route.channel() == Channel.LOCAL ? route.address().toLowerCase(Locale.ROOT) : route.address();
    }

    private record Part(Destination destination, List<String> recipients) {}

    /** In lists that a job can hold, at least one recipient in each. */
    private static List<List<String>> cut(List<String> recipients, Map<String, Notify> notifies) {
        List<List<String>> lists = new ArrayList<>();
        int begin = 0;
        long letters = 0;
        for (int i = 0; i < recipients.size(); i++) {
            Notify notify = notifies.get(recipients.get(i));
            int length = recipients.get(i).length()
                    + 1
                    + (notify == null ? 0 : notify.text().length());
            if (i > begin && letters + length > MAX_LETTERS) {
                lists.add(recipients.subList(begin, i));
                begin = i;
                letters = 0;
            }
            letters += length;
        }
        lists.add(recipients.subList(begin, recipients.size()));
        return lists;
    }
}
