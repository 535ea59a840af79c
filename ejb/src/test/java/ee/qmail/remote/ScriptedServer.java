package ee.qmail.remote;

import ee.qmail.dns.FakeDns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An SMTP server that says its lines one after the other. Before each but the first it reads what the client sends: a
 * line, several lines if the script's line starts with {@code n:}, or a message if it starts with {@code text:}. {@code
 * hang} says nothing for good. After the last line it closes; after one that starts with {@code drain:} it says that
 * nothing more comes, and reads on until the client closes.
 */
final class ScriptedServer implements AutoCloseable {
    final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServerSocket listener = new ServerSocket();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> script;
    private volatile Socket current;

    /** @param port 0 for any */
    ScriptedServer(String ip, int port, String... script) throws IOException {
        this.script = List.of(script);
        listener.bind(new InetSocketAddress(FakeDns.ip(ip), port));
        thread.execute(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                current = client;
                talk(client);
            } catch (IOException e) {
                heard.add("(connection ended)");
            }
        }
    }

    private void talk(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        boolean first = true;
        for (String line : script) {
            String reply = line.replaceFirst("^(\\d+|text|drain):", "");
            if (!first) {
                hear(in, line);
            }
            first = false;
            if (reply.equals("hang")) {
                in.transferTo(java.io.Writer.nullWriter());
                return;
            }
            say(client.getOutputStream(), reply);
            if (line.startsWith("drain:")) {
                client.shutdownOutput();
                in.transferTo(java.io.Writer.nullWriter());
            }
        }
    }

    private void hear(BufferedReader in, String line) throws IOException {
        if (line.startsWith("text:")) {
            for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                heard.add(text);
            }
            return;
        }
        int lines = line.matches("\\d+:.*") ? Integer.parseInt(line.substring(0, line.indexOf(':'))) : 1;
        for (int i = 0; i < lines; i++) {
            heard.add(String.valueOf(in.readLine()));
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        if (!reply.isEmpty()) {
            out.write((reply.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        if (current != null) {
            current.close();
        }
        thread.shutdownNow();
    }
}
