package ee.qmail.guard;

import ee.qmail.contract.ClientNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Makes guessing passwords slow, for all doors together. Wrong ones are counted by client network and name, by network, and by
 * name; a try that is being checked counts as a wrong one until its answer is known, so that many at a time are not worth more than one
 * after the other.
 *
 * <p>After 5 wrong passwords for a name from a network, or 20 from a network, the next try waits ({@link Counts}). Nobody can lock out
 * somebody else with that. A network that was right for a name within 30 days does not wait for what others in it guessed for other names;
 * if they guess for the same name, or if all places are taken, the very credentials that were right lately are let through, looked at 5
 * times a second at most.
 * What is guessed for a name from everywhere makes a network that is not known wait after its first mistake, and locks
 * none. All memory is bounded; {@link GuardFile} keeps it for the next process. Safe for use by several threads.
 */
public final class LoginGuard {
    private static final int FREE = 5;
    private static final int FREE_UNDER_ATTACK = 1;
    private static final int ATTACK = 100;
    private static final int FREE_PER_NETWORK = 20;
    private static final int MAX_NAME = 128;
    private static final int MAX_KNOWN = 10_000;
    private static final int MAX_LISTED = 1_000;
    /** Of each kind. */
    private static final int MAX_KEPT = 2_000;

    /** Checks at a time, and those who wait for the answer of one before them: each has a thread. */
    private static final int MAX_AT_ONCE = 64;
    /** Of these, places for networks that are known: the others, however many they are, take none of them. */
    private static final int FOR_KNOWN = 16;

    private static final long BETWEEN_LOOKS = Duration.ofMillis(200).toNanos();
    private static final long KNOWN = Duration.ofDays(30).toNanos();
    private static final long KNOWN_MILLIS = Duration.ofDays(30).toMillis();
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
    private static final LoginGuard SHARED = new LoginGuard(System::nanoTime);

    /**
     * @param right whether name and password are
     * @param secondsToWait above 0 if they were not looked at
     */
    public record Answer(boolean right, long secondsToWait) {}

    private record Client(String network, String name) {}

    private final LongSupplier nanoTime;
    private final Counts<Client> byClient;
    private final Counts<String> byNetwork;
    private final Counts<String> byName;
    private final Map<Client, Integer> checking = new HashMap<>();
    private final Map<String, Integer> checkingOfNetwork = new HashMap<>();
    private final Map<Client, Long> rightAt = new LinkedHashMap<>();
    private final Map<Client, Long> lookedAt = new LinkedHashMap<>();
    private int checks;
    private int waiting;

    LoginGuard(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.byClient = new Counts<>(nanoTime);
        this.byNetwork = new Counts<>(nanoTime);
        this.byName = new Counts<>(nanoTime);
    }

    /** The one of this process. */
    public static LoginGuard shared() {
        return SHARED;
    }

    /**
     * Checks a name and password, or says that it is not their turn. May wait some seconds for checks that are under way.
     *
     * @param address of the client, numeric
     * @param name in the spelling under which it is stored, and different for each kind of user
     * @param wasRight whether these very credentials were right lately; quick, and asked seldom
     * @param check whether they are right; what it throws is passed on and counts as nothing
     */
    public Answer attempt(String address, String name, BooleanSupplier wasRight, BooleanSupplier check) {
        Client client = client(address, name);
        long wait = begin(client, wasRight);
        if (wait > 0) {
            return new Answer(false, wait);
        }
        Boolean right = null;
        try {
            right = check.getAsBoolean();
            return new Answer(right, 0);
        } finally {
            end(client, right);
        }
    }

    /** Those who wait now, the longest first. */
    public List<Throttled> throttled() {
        List<Throttled> all = allThrottled();
        return all.size() <= MAX_LISTED ? all : List.copyOf(all.subList(0, MAX_LISTED));
    }

    /**
     * Those of them from the network of a client.
     *
     * @param address numeric
     */
    public List<Throttled> throttled(String address) {
        String network = network(address);
        return allThrottled().stream()
                .filter(each -> network.equals(each.network()))
                .limit(MAX_LISTED)
                .toList();
    }

    private synchronized List<Throttled> allThrottled() {
        List<Throttled> all = new ArrayList<>();
        for (Client client : byClient.keys()) {
            add(all, client.network(), client.name(), byClient.of(client), byClient.wait(client, free(client)));
        }
        for (String network : byNetwork.keys()) {
            add(all, network, null, byNetwork.of(network), byNetwork.wait(network, FREE_PER_NETWORK));
        }
        for (String name : byName.keys()) {
            if (byName.of(name) > ATTACK) {
                all.add(new Throttled(null, name, byName.of(name), 0));
            }
        }
        all.sort(Comparator.comparingLong(Throttled::secondsToWait).reversed());
        return all;
    }

    private static void add(List<Throttled> all, String network, String name, int wrong, long wait) {
        if (wait > 0) {
            all.add(new Throttled(network, name, wrong, seconds(wait)));
        }
    }

    private static long seconds(long nanos) {
        return nanos / 1_000_000_000L + 1;
    }

    /**
     * Forgets wrong passwords, so that the next try does not wait.
     *
     * @param network as {@link #throttled} tells it; null: for the name from everywhere
     * @param name null: from the network for all names
     * @return whether there were any
     */
    public synchronized boolean release(String network, String name) {
        boolean any = byClient.forgetIf(client ->
                (network == null || network.equals(client.network())) && (name == null || name.equals(client.name())));
        if (name == null) {
            any |= byNetwork.forgetIf(each -> each.equals(network));
        } else if (network == null) {
            any |= byName.forgetIf(each -> each.equals(name));
        }
        notifyAll();
        return any;
    }

    /** The newest of what is remembered, for {@link GuardFile}. */
    synchronized List<Kept> kept() {
        List<Kept> all = new ArrayList<>();
        for (Client client : newest(byClient.keys())) {
            all.add(kept(Kept.Kind.CLIENT, client, byClient.of(client), byClient.age(client)));
        }
        for (String network : newest(byNetwork.keys())) {
            all.add(kept(Kept.Kind.NETWORK, new Client(network, null), byNetwork.of(network), byNetwork.age(network)));
        }
        for (String name : newest(byName.keys())) {
            all.add(kept(Kept.Kind.NAME, new Client(null, name), byName.of(name), byName.age(name)));
        }
        for (Client client : newest(List.copyOf(rightAt.keySet()))) {
            all.add(kept(Kept.Kind.RIGHT, client, 0, nanoTime.getAsLong() - rightAt.get(client)));
        }
        return all;
    }

    private static <T> List<T> newest(List<T> oldestFirst) {
        return oldestFirst.subList(Math.max(0, oldestFirst.size() - MAX_KEPT), oldestFirst.size());
    }

    private static Kept kept(Kept.Kind kind, Client client, int count, long age) {
        return new Kept(kind, client.network(), client.name(), count, age / 1_000_000);
    }

    /** Takes over what another process has remembered. */
    synchronized void restore(List<Kept> all) {
        for (Kept kept : all) {
            Client client = new Client(kept.network(), kept.name());
            long age =
                    Duration.ofMillis(Math.min(kept.ageMillis(), KNOWN_MILLIS)).toNanos();
            switch (kept.kind()) {
                case CLIENT -> byClient.restore(client, kept.count(), age);
                case NETWORK -> byNetwork.restore(kept.network(), kept.count(), age);
                case NAME -> byName.restore(kept.name(), kept.count(), age);
                case RIGHT -> {
                    Counts.removeOldest(rightAt, MAX_KNOWN);
                    rightAt.putIfAbsent(client, nanoTime.getAsLong() - age);
                }
            }
        }
    }

    private static Client client(String address, String name) {
        return new Client(network(address), name.substring(0, Math.min(name.length(), MAX_NAME)));
    }

    private static String network(String address) {
        try {
            return ClientNetwork.of(InetAddress.getByName(address)).getHostAddress();
        } catch (UnknownHostException e) {
            // one of IPv6 with a zone that is not there any more
            return address;
        }
    }

    /**
     * Tells whether a quick check may be made, one that costs no hash and is not counted here.
     *
     * @return false if it must go by {@link #attempt}
     */
    public synchronized boolean mayLook(String address, String name) {
        Client client = client(address, name);
        return secondsToWait(client) == 0 || takesLook(client);
    }

    /** @return seconds to wait; 0 if the check has begun */
    private long begin(Client client, BooleanSupplier wasRight) {
        long end = nanoTime.getAsLong() + PATIENCE;
        while (true) {
            long wait;
            boolean look;
            synchronized (this) {
                wait = secondsToWait(client);
                if (wait == 0 && mayBegin(client)) {
                    count(client, 1);
                    return 0;
                }
                // one who is known is compared at once, and does not wait for those who guess
                look = takesLook(client);
                if (!look) {
                    Long before = rightAt.get(client);
                    if (wait > 0 || !awaitAnswer(client, end)) {
                        return Math.max(1, wait);
                    }
                    // the answer that was awaited may be that of the same credentials
                    look = !Objects.equals(before, rightAt.get(client));
                }
            }
            if (look && wasRight.getAsBoolean()) {
                beginAtOnce(client);
                return 0;
            }
            if (wait > 0) {
                return wait;
            }
        }
    }

    private synchronized void beginAtOnce(Client client) {
        count(client, 1);
    }

    /**
     * Tells whether a client who must wait, or finds no place, is compared with what is remembered: some times a second, so that who owns the name comes in
     * beside those who guess from the same network, and these do not learn much.
     */
    private boolean takesLook(Client client) {
        long now = nanoTime.getAsLong();
        Long last = lookedAt.get(client);
        if (!isKnown(client) || last != null && now - last < BETWEEN_LOOKS) {
            return false;
        }
        lookedAt.remove(client);
        Counts.removeOldest(lookedAt, MAX_KNOWN);
        lookedAt.put(client, now);
        return true;
    }

    private boolean awaitAnswer(Client client, long end) {
        long left = (end - nanoTime.getAsLong()) / 1_000_000;
        if (waiting >= places(client) || left <= 0) {
            return false;
        }
        waiting++;
        try {
            wait(left);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }

    private long secondsToWait(Client client) {
        long wait = byClient.wait(client, free(client));
        if (!isKnown(client)) {
            wait = Math.max(wait, byNetwork.wait(client.network(), FREE_PER_NETWORK));
        }
        return wait <= 0 ? 0 : seconds(wait);
    }

    private int free(Client client) {
        return byName.of(client.name()) > ATTACK && !isKnown(client) ? FREE_UNDER_ATTACK : FREE;
    }

    private boolean isKnown(Client client) {
        Long at = rightAt.get(client);
        return at != null && nanoTime.getAsLong() - at < KNOWN;
    }

    /** Tells whether it could go on if all that are being checked now were wrong; one at a time may in any case. */
    private boolean mayBegin(Client client) {
        int own = checking.getOrDefault(client, 0);
        int ofNetwork = checkingOfNetwork.getOrDefault(client.network(), 0);
        boolean ownTurn = own == 0 || byClient.of(client) + own < free(client);
        boolean networksTurn =
                isKnown(client) || ofNetwork == 0 || byNetwork.of(client.network()) + ofNetwork < FREE_PER_NETWORK;
        return checks < places(client) && ownTurn && networksTurn;
    }

    private int places(Client client) {
        return isKnown(client) ? MAX_AT_ONCE : MAX_AT_ONCE - FOR_KNOWN;
    }

    private void count(Client client, int more) {
        checks += more;
        checking.merge(client, more, LoginGuard::sumOrNothing);
        checkingOfNetwork.merge(client.network(), more, LoginGuard::sumOrNothing);
    }

    private static Integer sumOrNothing(int before, int more) {
        return before + more == 0 ? null : before + more;
    }

    /** @param right null if that could not be told */
    private synchronized void end(Client client, Boolean right) {
        count(client, -1);
        if (right != null && right) {
            byClient.forget(client);
            rightAt.remove(client);
            Counts.removeOldest(rightAt, MAX_KNOWN);
            rightAt.put(client, nanoTime.getAsLong());
        } else if (right != null) {
            wrong(client);
        }
        notifyAll();
    }

    /** A program that tries the same old password for ever is slowed down by itself, and does not speak for its whole network. */
    private void wrong(Client client) {
        byClient.add(client);
        byName.add(client.name());
        if (byClient.of(client) <= FREE) {
            byNetwork.add(client.network());
        }
    }
}
