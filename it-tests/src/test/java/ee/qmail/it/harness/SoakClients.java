package ee.qmail.it.harness;

import ee.qmail.it.SoakIT;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Honest clients: they send numbered messages and fetch them, and try again when they are told to. */
public final class SoakClients implements AutoCloseable {
    private static final int SENDERS = 8;
    private static final int READERS = 3;
    /** Messages that may wait for a reader before the senders wait, too: mailboxes shall not grow without end. */
    private static final int MAX_UNREAD = 2_000;

    private static final int MAX_PER_CONNECTION = 10;
    private static final int MAX_PER_LOGIN = 500;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final QmailServer server;
    private final SoakMail mail;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    public SoakClients(QmailServer server, SoakMail mail) {
        this.server = server;
        this.mail = mail;
        for (int i = 0; i < SENDERS; i++) {
            start("sender " + i, this::send);
        }
        for (int i = 0; i < READERS; i++) {
            int first = i;
            start("reader " + i, () -> read(first));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Again and again; trouble is a finding, whatever it is. */
    private void start(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    while (!stopped) {
                        try {
                            step.run();
                        } catch (IOException | RuntimeException e) {
                            mail.wrong.add(name + ": " + e);
                            Await.elapsed(PAUSE);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private Wire connect(int port, String good) throws IOException {
        long began = System.nanoTime();
        Wire wire = Wire.connect("127.0.0.1", port);
        String greeting = wire.readLine();
        if (greeting != null && greeting.startsWith(good)) {
            mail.connect.since(began);
            return wire;
        }
        wire.close();
        if (greeting == null || !greeting.matches("(421|-ERR \\[SYS/TEMP]) .*")) {
            mail.wrong.add("greeted with " + greeting);
        }
        deferred();
        return null;
    }

    private void deferred() {
        mail.deferrals.incrementAndGet();
        Await.elapsed(PAUSE);
    }

    private void send() throws IOException {
        if (mail.unread() > MAX_UNREAD) {
            Await.elapsed(PAUSE);
            return;
        }
        try (Wire wire = connect(server.smtpPort(), "220 ")) {
            if (wire == null) {
                return;
            }
            ask(wire, "HELO client.example");
            for (int i = 0; i < MAX_PER_CONNECTION && !stopped; i++) {
                message(wire, mail.next());
            }
            ask(wire, "QUIT");
        }
    }

    private void message(Wire wire, int number) throws IOException {
        long began = System.nanoTime();
        if (!isTaken(ask(wire, "MAIL FROM:<" + SoakMail.sender(number) + ">")) || !recipients(wire, number)) {
            return;
        }
        if (ask(wire, "DATA").startsWith("354")) {
            wire.writeText(SoakMail.octets(number));
            if (isTaken(wire.readLine())) {
                mail.accepted(number);
                mail.send.since(began);
            }
        }
    }

    /** False if one of them has to wait, and with it the message. */
    private boolean recipients(Wire wire, int number) throws IOException {
        if (SoakMail.hasUnknown(number)) {
            String reply = ask(wire, "RCPT TO:<nobody" + number + "@" + QmailServer.DOMAIN + ">");
            if (!reply.startsWith("550 5.1.1") && isTaken(reply)) {
                mail.wrong.add("an unknown recipient is answered " + reply);
            }
        }
        List<String> recipients = new ArrayList<>();
        recipients.add(SoakMail.box(number) + "@" + QmailServer.DOMAIN);
        if (SoakMail.isRemote(number)) {
            recipients.add("far" + number + "@far.example");
        }
        if (SoakMail.bounces(number)) {
            recipients.add(SoakMail.refusedThere(number));
        }
        for (String recipient : recipients) {
            if (!isTaken(ask(wire, "RCPT TO:<" + recipient + ">"))) {
                ask(wire, "RSET");
                return false;
            }
        }
        return true;
    }

    private static String ask(Wire wire, String command) throws IOException {
        wire.writeLine(command);
        String reply = wire.readLine();
        if (reply == null) {
            throw new IOException("no answer to " + command);
        }
        return reply;
    }

    private boolean isTaken(String reply) {
        if (reply != null && reply.startsWith("250")) {
            return true;
        }
        if (reply == null || !reply.startsWith("4")) {
            mail.wrong.add("answered " + reply);
        }
        deferred();
        return false;
    }

    private void read(int first) throws IOException {
        for (int box = first; box < SoakMail.MAILBOXES && !stopped; box += READERS) {
            String name = "box" + box;
            fetch(name, text -> mail.arrivedAtHome(name, text));
        }
        if (first == 0 && !stopped) {
            fetch("bounces", mail::bounceArrived);
        }
    }

    private void fetch(String name, Consumer<String> arrived) throws IOException {
        try (Wire wire = connect(server.pop3Port(), "+OK")) {
            if (wire == null) {
                return;
            }
            long began = System.nanoTime();
            ask(wire, "USER " + name + "@" + QmailServer.DOMAIN);
            String reply = ask(wire, "PASS " + SoakIT.PASSWORD);
            if (!reply.startsWith("+OK")) {
                mail.wrong.add(name + " cannot log in: " + reply);
                return;
            }
            mail.login.since(began);
            fetchAll(wire, arrived);
        }
    }

    /** What is deleted counts as arrived when QUIT is answered, for only then it is gone. */
    private void fetchAll(Wire wire, Consumer<String> arrived) throws IOException {
        int count = Integer.parseInt(ask(wire, "STAT").split(" ")[1]);
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= Math.min(count, MAX_PER_LOGIN); i++) {
            long began = System.nanoTime();
            ask(wire, "RETR " + i);
            texts.add(new String(wire.readText(), StandardCharsets.ISO_8859_1));
            mail.retrieve.since(began);
            ask(wire, "DELE " + i);
        }
        String reply = ask(wire, "QUIT");
        if (reply.startsWith("+OK")) {
            texts.forEach(arrived);
        } else {
            mail.wrong.add("QUIT is answered " + reply);
        }
        if (count == 0) {
            Await.elapsed(PAUSE);
        }
    }

    /** Lets everybody end what he has begun. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join(Await.PATIENCE.multipliedBy(3).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            if (thread.isAlive()) {
                mail.wrong.add(thread.getName() + " hangs");
            }
        }
    }
}
