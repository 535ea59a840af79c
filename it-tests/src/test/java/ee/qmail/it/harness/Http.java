package ee.qmail.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** HTTP octet by octet, from any address of loopback: what a client library would not send. */
public record Http(String from, int port) {
    private static final int SILENCE_MILLIS = 60_000;

    /** @return the whole answer, up to the end of the connection */
    public String raw(String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), SILENCE_MILLIS);
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    public String get(String path, String... fields) throws IOException {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return raw("GET " + path + " HTTP/1.1\r\nHost: mail.example.org\r\n" + more + "Connection: close\r\n\r\n");
    }

    /** Something that needs a log-in. */
    public String basic(String name, String password, String... fields) throws IOException {
        String credentials =
                Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        String[] all = new String[fields.length + 1];
        System.arraycopy(fields, 0, all, 0, fields.length);
        all[fields.length] = "Authorization: Basic " + credentials;
        return get("/api/domains", all);
    }

    public String getUnchecked(String path) {
        try {
            return get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String basicUnchecked(String name, String password, String... fields) {
        try {
            return basic(name, password, fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
