package ee.qmail.destinations;

import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.directory.Alias;
import ee.qmail.jms.JmsProvider;
import ee.qmail.routing.JmsTarget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The JMS queues that are targets of aliases. Those that only {@code .qmail} files name are not among them. */
@ApplicationScoped
@AdministratorsOnly
public class ApplicationQueues {
    private static final String PREFIX = "jms:queue:";
    private static final int MOST_ALIASES = 1_000;

    private final EntityManager entities;

    /** For the container's proxies. */
    protected ApplicationQueues() {
        this(null);
    }

    @Inject
    public ApplicationQueues(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * One of them.
     *
     * @param aliases whose mail goes there
     * @param messages that wait in it, -1 if the broker does not tell
     * @param consumers that take them now, -1 if the broker does not tell
     */
    public record ApplicationQueue(String name, List<String> aliases, long messages, long consumers) {}

    /** By name; of the first 1,000 aliases. */
    @Transactional
    public List<ApplicationQueue> list() {
        Map<String, List<String>> aliases = new TreeMap<>();
        entities.createQuery(
                        "select distinct a from Alias a join a.targets t where lower(t) like :prefix order by a.id",
                        Alias.class)
                .setParameter("prefix", PREFIX + "%")
                .setMaxResults(MOST_ALIASES)
                .getResultList()
                .forEach(alias -> alias.getTargets()
                        .forEach(target -> queue(target)
                                .ifPresent(name -> aliases.computeIfAbsent(name, key -> new ArrayList<>())
                                        .add(alias.getAddress()))));
        Map<String, InProcessBroker.Load> loads = loads(List.copyOf(aliases.keySet()));
        return aliases.entrySet().stream()
                .map(each -> new ApplicationQueue(
                        each.getKey(),
                        List.copyOf(each.getValue()),
                        loads.get(each.getKey()).messages(),
                        loads.get(each.getKey()).consumers()))
                .toList();
    }

    private static Optional<String> queue(String target) {
        if (!target.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JmsTarget.parse(target).name());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // an earlier version took it
        }
    }

    private static Map<String, InProcessBroker.Load> loads(List<String> queues) {
        Optional<InProcessBroker> broker = InProcessBroker.RUNNING.current();
        Map<String, Long> told = broker.isPresent() || queues.isEmpty()
                ? Map.of()
                : JmsProvider.depths(queues).orElse(Map.of());
        Map<String, InProcessBroker.Load> loads = new TreeMap<>();
        for (String queue : queues) {
            loads.put(
                    queue,
                    broker.map(here -> here.load(queue))
                            .orElseGet(() -> new InProcessBroker.Load(told.getOrDefault(queue, -1L), -1)));
        }
        return loads;
    }

    /** Tells whether an alias leads mail there: no other queue is looked into. */
    @Transactional
    public boolean has(String name) {
        return list().stream().anyMatch(queue -> queue.name().equals(name));
    }
}
