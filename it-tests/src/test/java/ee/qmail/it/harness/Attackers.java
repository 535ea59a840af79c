package ee.qmail.it.harness;

import ee.qmail.test.server.Wire;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One thread for each {@link Attack}, until closed. */
public final class Attackers implements AutoCloseable {
    private static final Duration REST = Duration.ofMillis(500);

    private final QmailServer server;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Integer> answers;
    private final Map<Attack, Integer> begun;
    private final List<String> stalls;

    /**
     * @param answers gets codes and how often they were read
     * @param begun gets attacks and how often they were begun
     * @param stalls gets those that waited in vain for an answer or an end
     */
    public Attackers(
            QmailServer server, Map<String, Integer> answers, Map<Attack, Integer> begun, List<String> stalls) {
        this.server = server;
        this.answers = answers;
        this.begun = begun;
        this.stalls = stalls;
        for (Attack attack : Attack.values()) {
            start(attack.name(), () -> again(attack));
        }
    }

    private Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private void again(Attack attack) {
        while (!isEnd()) {
            begun.merge(attack, 1, Integer::sum);
            try {
                attack.run(this);
            } catch (SocketTimeoutException e) {
                stalls.add(attack + ": " + e.getMessage());
            } catch (IOException e) {
                rest(); // cut off, as it deserves
            }
        }
    }

    Wire smtp(String from) throws IOException {
        return connect(from, server.smtpPort());
    }

    Wire pop3(String from) throws IOException {
        return connect(from, server.pop3Port());
    }

    private Wire connect(String from, int port) throws IOException {
        if (isEnd()) {
            throw new SocketException("it is over");
        }
        Wire wire = Wire.connect(from, port);
        wires.removeIf(Wire::isClosed);
        wires.add(wire);
        return wire;
    }

    boolean isEnd() {
        return end.getCount() == 0;
    }

    void rest() {
        pause(REST);
    }

    private void pause(Duration time) {
        try {
            end.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void untilEnd(Duration pause, Runnable act) {
        while (!isEnd()) {
            act.run();
            pause(pause);
        }
    }

    /** @param line null: the connection was closed */
    void count(String line) {
        String code = line == null ? "closed" : line.split(" ", 2)[0];
        answers.merge(code, 1, Integer::sum);
    }

    /** Reads until the end, which may be a reset. */
    void countAll(Wire wire) throws IOException {
        String line = "";
        while (line != null) {
            try {
                line = wire.readLine();
            } catch (SocketException e) {
                line = null;
            }
            count(line);
        }
    }

    /** Reads and counts all answers. */
    Thread reading(Wire wire) {
        Thread thread = new Thread(
                () -> {
                    try {
                        countAll(wire);
                    } catch (IOException e) {
                        stalls.add("no end: " + e.getMessage());
                    }
                },
                "reading");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        end.countDown();
        Attack.each(new ArrayList<>(wires), Wire::reset);
        for (Thread thread : threads) {
            Attack.join(thread);
            if (thread.isAlive()) {
                stalls.add(thread.getName() + " does not end");
            }
        }
    }

    public static Map<Attack, Integer> sorted(Map<Attack, Integer> begun) {
        return new EnumMap<>(begun);
    }

    public static Map<String, Integer> byCode(Map<String, Integer> answers) {
        return new TreeMap<>(answers);
    }
}
