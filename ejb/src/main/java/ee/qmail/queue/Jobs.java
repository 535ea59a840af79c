package ee.qmail.queue;

import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Envelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The preprocessing of qmail-send: which jobs a message makes (QS-6). */
public final class Jobs {
    /** @param recipient null if one job serves all of the domain */
    private record Destination(Channel channel, String domain, String recipient) {}

    private Jobs() {}

    /**
     * One job per channel and domain, in the order of the recipients; one per recipient where each is told another sender
     * (SCH-9).
     */
    public static List<Job> of(InboundMessage message, Rewriting rewriting) {
        boolean alone = Verp.isVariable(message.envelope().sender());
        Map<Destination, List<String>> byDestination = new LinkedHashMap<>();
        for (String recipient : message.envelope().recipients()) {
            Route route = rewriting.route(recipient);
            Destination destination = new Destination(route.channel(), route.domain(), alone ? route.address() : null);
            byDestination.computeIfAbsent(destination, key -> new ArrayList<>()).add(route.address());
        }
        List<Job> jobs = new ArrayList<>();
        byDestination.forEach((destination, recipients) -> jobs.add(new Job(
                message.id(),
                jobs.size() + 1,
                byDestination.size(),
                destination.channel(),
                destination.domain(),
                new Envelope(message.envelope().sender(), recipients),
                message.body(),
                message.wireSize(),
                message.arrival())));
        return jobs;
    }
}
