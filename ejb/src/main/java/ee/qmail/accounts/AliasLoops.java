package ee.qmail.accounts;

import ee.qmail.address.DomainLookup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Aliases that lead to each other in a circle: their mail would bounce at its second round. */
final class AliasLoops {
    /** Addresses followed from one alias, so that a check ends; a circle beyond them is found by its first mail. */
    private static final int MAX = 10_000;

    private final Function<String, List<String>> targets;

    /** @param targets of the alias of an address, empty if it is none of this server */
    AliasLoops(Function<String, List<String>> targets) {
        this.targets = targets;
    }

    /**
     * Tells whether an alias with these targets would be led back to itself.
     *
     * @return the shortest way round, from the alias to the alias
     */
    Optional<List<String>> find(String alias, List<String> first) {
        Map<String, String> cameFrom = new HashMap<>();
        Deque<String> next = new ArrayDeque<>();
        follow(alias, first, cameFrom, next);
        while (!next.isEmpty() && cameFrom.size() <= MAX) {
            if (cameFrom.containsKey(alias)) {
                return Optional.of(way(alias, cameFrom));
            }
            String address = next.remove();
            follow(address, targets.apply(address), cameFrom, next);
        }
        return cameFrom.containsKey(alias) ? Optional.of(way(alias, cameFrom)) : Optional.empty();
    }

    private static void follow(String from, List<String> to, Map<String, String> cameFrom, Deque<String> next) {
        for (String target : to) {
            String address = DomainLookup.canonical(target);
            if (cameFrom.putIfAbsent(address, from) == null) {
                next.add(address);
            }
        }
    }

    private static List<String> way(String alias, Map<String, String> cameFrom) {
        List<String> way = new ArrayList<>(List.of(alias));
        for (String at = cameFrom.get(alias); !at.equals(alias); at = cameFrom.get(at)) {
            way.add(at);
        }
        way.add(alias);
        Collections.reverse(way);
        return way;
    }
}
