package ee.qmail.history.facts;

import ee.qmail.contract.ClientNetwork;
import ee.qmail.contract.Refusal;
import ee.qmail.history.facts.Fact.Refused;
import ee.qmail.message.Attributes;
import ee.qmail.message.QueueId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds the rows that refusals make, however many there are: within a minute {@link #OF_A_NETWORK} of one network and {@link #OF_ALL} of all have a
 * row of their own. Beyond, those of one network at one command with one code share a row, which tells how many it stands for, and beyond {@link
 * #SHARED} such rows all others do. Safe for use by several threads.
 */
public final class RefusalSampler {
    /** Rows of their own within a minute, of one address or one /64 of IPv6. */
    static final int OF_A_NETWORK = 10;

    static final int OF_ALL = 300;
    static final int SHARED = 100;
    /** Recipients of one message that get a row. */
    static final int RECIPIENTS = 10;

    private static final int CODE = 3;

    private record Group(InetAddress network, Refusal.Stage stage, String code) {}

    /** Of the last refusal of the group, with how many there were. */
    private static final class Shared {
        private Refusal last;
        private int times;
    }

    private final Map<InetAddress, Integer> ofNetworks = new HashMap<>();
    private final Map<Group, Shared> shared = new LinkedHashMap<>();
    private int ofAll;

    /** @return the facts to be told now; none if it is only counted */
    public synchronized List<Fact> refused(Refusal refusal) {
        InetAddress network = ClientNetwork.of(refusal.client().peer().remote().getAddress());
        int before = ofAll < OF_ALL ? ofNetworks.getOrDefault(network, 0) : OF_A_NETWORK;
        if (before < OF_A_NETWORK) {
            List<Fact> facts = facts(refusal, 1);
            ofNetworks.put(network, before + facts.size());
            ofAll += facts.size();
            return facts;
        }
        Group group = new Group(network, refusal.stage(), code(refusal));
        if (shared.size() >= SHARED && !shared.containsKey(group)) {
            group = new Group(null, refusal.stage(), "");
        }
        Shared row = shared.computeIfAbsent(group, key -> new Shared());
        row.last = refusal;
        row.times = row.times == Integer.MAX_VALUE ? row.times : row.times + 1;
        return List.of();
    }

    private static String code(Refusal refusal) {
        return refusal.reply().substring(0, Math.min(CODE, refusal.reply().length()));
    }

    /** A minute is over. @return the facts of the rows that are shared */
    public synchronized List<Fact> nextMinute() {
        List<Fact> facts = new ArrayList<>();
        for (Map.Entry<Group, Shared> entry : shared.entrySet()) {
            Shared row = entry.getValue();
            facts.add(
                    entry.getKey().network() == null
                            ? ofMany(row)
                            : facts(row.last, row.times).get(0));
        }
        ofNetworks.clear();
        shared.clear();
        ofAll = 0;
        return facts;
    }

    /** Nothing but the command is the same. */
    private static Fact ofMany(Shared row) {
        return new Refused(
                QueueId.next().value(),
                0,
                row.last.stage().name(),
                "",
                "",
                Attributes.NONE,
                0,
                row.last.reply(),
                row.times);
    }

    private static List<Fact> facts(Refusal refusal, int times) {
        List<String> recipients = refusal.recipients().isEmpty() ? List.of("") : refusal.recipients();
        List<Fact> facts = new ArrayList<>();
        for (String recipient : recipients.subList(0, Math.min(RECIPIENTS, recipients.size()))) {
            facts.add(new Refused(
                    QueueId.next().value(),
                    refusal.queueId(),
                    refusal.stage().name(),
                    refusal.sender(),
                    recipient,
                    refusal.origin(),
                    refusal.size(),
                    refusal.reply(),
                    times));
        }
        return facts;
    }
}
