package ee.qmail.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The server at the other end, on loopback, which answers each recipient as the test wants and keeps what it accepts.
 * Safe for use by several threads.
 */
public final class FarServer implements AutoCloseable {
    /**
     * A mail that was accepted.
     *
     * @param sender of the envelope
     * @param recipients those that were accepted
     * @param octets with CRLF line ends
     */
    public record Received(String sender, List<String> recipients, byte[] octets) {
        public String text() {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    /** All that was accepted, unless somebody else keeps it. */
    public final List<Received> received = new CopyOnWriteArrayList<>();
    /** The verdict that takes all mail. */
    public static final Function<String, String> ACCEPT = recipient -> "250 ok";

    private final Consumer<Received> keeper;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Function<String, String> verdict;

    /** @param verdict reply to RCPT by address */
    public FarServer(Function<String, String> verdict) {
        this(verdict, null);
    }

    /** @param keeper gets what is accepted, from many threads, instead of {@link #received}; null: nobody */
    public FarServer(Function<String, String> verdict, Consumer<Received> keeper) {
        this.verdict = verdict;
        this.keeper = keeper == null ? received::add : keeper;
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** A server that takes all mail. */
    public static FarServer accepting() {
        return new FarServer(ACCEPT);
    }

    /** @param newVerdict reply to RCPT by address from now on, such as {@code 550 5.1.1 no such user} */
    public void answer(Function<String, String> newVerdict) {
        verdict = newVerdict;
    }

    /** A line of control/smtproutes. */
    public String route(String domain) {
        return domain + ":127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> talk(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void talk(Socket client) {
        try (Wire wire = new Wire(client)) {
            wire.writeLine("220 far.example ESMTP");
            converse(wire);
        } catch (IOException e) {
            // the client was killed, which is what some tests are about
            return;
        }
    }

    private void converse(Wire wire) throws IOException {
        String sender = "";
        List<String> recipients = new ArrayList<>();
        for (String line = wire.readLine(); line != null; line = wire.readLine()) {
            String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" -> wire.writeLine("250-far.example\r\n250-PIPELINING\r\n250 8BITMIME");
                case "MAIL" -> {
                    sender = address(line);
                    recipients.clear();
                    wire.writeLine("250 ok");
                }
                case "RCPT" -> {
                    String reply = verdict.apply(address(line));
                    if (reply.startsWith("2")) {
                        recipients.add(address(line));
                    }
                    wire.writeLine(reply);
                }
                case "DATA" -> data(wire, sender, List.copyOf(recipients));
                case "QUIT" -> {
                    wire.writeLine("221 bye");
                    return;
                }
                default -> wire.writeLine("250 ok");
            }
        }
    }

    private void data(Wire wire, String sender, List<String> recipients) throws IOException {
        if (recipients.isEmpty()) {
            wire.writeLine("554 no valid recipients");
            return;
        }
        wire.writeLine("354 go ahead");
        keeper.accept(new Received(sender, recipients, wire.readText()));
        wire.writeLine("250 ok");
    }

    private static String address(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
