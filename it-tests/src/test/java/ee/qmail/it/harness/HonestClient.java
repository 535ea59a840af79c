package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody who sends a mail, looks for it with POP3, deletes it, and does so again; how long each step takes. */
public final class HonestClient implements AutoCloseable {
    static final String NAME = "honest";

    private static final String PASSWORD = "honest-password";
    private static final Duration PAUSE = Duration.ofMillis(50);

    public final Times sent = new Times();
    public final Times fetched = new Times();
    public final List<String> wrong = new CopyOnWriteArrayList<>();

    private final QmailServer server;
    private final Thread thread = new Thread(this::work, "honest client");
    private volatile boolean stopped;
    private int accepted;
    private int read;

    public HonestClient(QmailServer server) {
        this.server = server;
        server.admin().createMailbox(NAME, PASSWORD);
        once();
        thread.setDaemon(true);
        thread.start();
    }

    /** Connections and log-ins are part of what is timed. */
    private void work() {
        while (!stopped) {
            try {
                long began = System.nanoTime();
                send();
                sent.since(began);
                began = System.nanoTime();
                fetch();
                fetched.since(began);
            } catch (UncheckedIOException | AssertionError e) {
                wrong.add(e.toString());
            }
            Await.elapsed(PAUSE);
        }
    }

    /** Before anything is timed: the first log-in costs a hash. */
    private void once() {
        send();
        fetch();
    }

    private void send() {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = ("Subject: mail " + accepted + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII);
            String reply = smtp.message("x@client.example", List.of(NAME + "@" + QmailServer.DOMAIN), text);
            if (reply.startsWith("250")) {
                accepted++;
            } else {
                wrong.add(reply);
            }
        }
    }

    private void fetch() {
        try (Pop3Client pop3 = server.pop3().login(NAME + "@" + QmailServer.DOMAIN, PASSWORD)) {
            int count = pop3.count();
            for (int number = 1; number <= count; number++) {
                pop3.retrieve(number);
                pop3.delete(number);
            }
            pop3.quit();
            read += count;
        }
    }

    /** Lets the client end its round and read the rest; says what is missing. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(Await.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (thread.isAlive()) {
            wrong.add("the client hangs");
            return;
        }
        Await.until("all mail of the honest client", Await.PATIENCE, this::hasReadAll, () -> read + " of " + accepted);
    }

    private boolean hasReadAll() {
        fetch();
        return read == accepted;
    }
}
