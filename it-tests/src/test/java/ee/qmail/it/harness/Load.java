package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that send numbered messages one after the other, connect again whenever the server goes away, and remember
 * which messages were answered 250.
 */
public final class Load implements AutoCloseable {
    /** Every so many messages one is larger than what the queue keeps in one piece. */
    private static final int LARGE_EVERY = 97;
    /** Every so many messages one has a second recipient, elsewhere. */
    private static final int REMOTE_EVERY = 5;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final QmailServer server;
    private final int mailboxes;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Boolean> accepted = new ConcurrentHashMap<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    public Load(QmailServer server, int connections, int mailboxes) {
        this.server = server;
        this.mailboxes = mailboxes;
        for (int i = 0; i < connections; i++) {
            Thread client = new Thread(this::send, "load " + i);
            client.setDaemon(true);
            clients.add(client);
            client.start();
        }
    }

    private void send() {
        while (!stopped) {
            try (SmtpClient smtp = server.smtp()) {
                if (smtp.greeting().startsWith("220")) {
                    smtp.ehlo();
                    sendOver(smtp);
                }
            } catch (UncheckedIOException e) {
                // the server was killed: what got no answer is not counted
                Await.elapsed(PAUSE);
            }
        }
    }

    private void sendOver(SmtpClient smtp) {
        while (!stopped) {
            int number = numbers.incrementAndGet();
            String reply = smtp.message("load@client.example", recipients(number), octets(number));
            if (reply.startsWith("250")) {
                accepted.put(number, true);
            } else if (reply.startsWith("5")) {
                refusals.add(reply);
            } else {
                return;
            }
        }
    }

    private List<String> recipients(int number) {
        String local = mailbox(number) + "@" + QmailServer.DOMAIN;
        return isRemote(number) ? List.of(local, "far" + number + "@far.example") : List.of(local);
    }

    public String mailbox(int number) {
        return "box" + number % mailboxes;
    }

    public static boolean isRemote(int number) {
        return number % REMOTE_EVERY == 0;
    }

    private static byte[] octets(int number) {
        return text(number).replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The message of that number, with LF. */
    public static String text(int number) {
        int lines = number % LARGE_EVERY == 0 ? 6_000 : number % 100;
        return "Number: " + number + ";\n\n"
                + ("line of message " + number + " with some more text in it\n").repeat(lines);
    }

    /** Numbers of the messages that were answered 250. */
    public List<Integer> accepted() {
        return accepted.keySet().stream().sorted().toList();
    }

    int sent() {
        return numbers.get();
    }

    /** What must never happen: a final refusal of a message that is in order. */
    public List<String> refusals() {
        return refusals;
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread client : clients) {
            try {
                client.join(Await.PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
