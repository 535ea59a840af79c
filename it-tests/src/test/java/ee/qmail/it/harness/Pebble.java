package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An authority that issues certificates by ACME (RFC 8555) for tests, with an own DNS, from the Debian package pebble. */
public final class Pebble implements AutoCloseable {
    /** Bound to accounts, where it is demanded. */
    public static final String KID = "kid-1";

    public static final String KEY = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    private final Path directory;
    private final int port;
    private final int dnsPort;
    private final int dnsManagement;
    private final Process dns;
    private Process authority;

    /** Makes the certificate of the authority's own server, and starts the DNS. */
    public Pebble(Path directory) {
        this.directory = directory;
        List<Integer> ports = QmailServer.freePorts(3);
        port = ports.get(0);
        dnsPort = ports.get(1);
        dnsManagement = ports.get(2);
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=test"
                + " -keyout ca.key -out ca.pem");
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -keyout own.key"
                + " -out own.csr -addext subjectAltName=IP:127.0.0.1");
        write("extensions", "subjectAltName=IP:127.0.0.1\n");
        openssl("x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile extensions"
                + " -out own.pem");
        dns = start(
                Map.of(),
                Program.path("pebble-challtestsrv"),
                "-defaultIPv4",
                "127.0.0.1",
                "-defaultIPv6",
                "",
                "-dns01",
                "127.0.0.1:" + dnsPort,
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-management",
                "127.0.0.1:" + dnsManagement);
    }

    private void openssl(String arguments) {
        new Program("openssl", directory).succeeds("", arguments.split(" "));
    }

    private void write(String name, String content) {
        try {
            Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(Map<String, String> environment, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("pebble.log").toFile()));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Begins, with a new root, and refuses a fifth of all nonces.
     *
     * @param httpPort where it looks for answers of HTTP-01
     * @param seconds that its certificates live
     * @param isBound whether accounts have to be bound to {@link #KID}
     */
    public void begin(int httpPort, int seconds, boolean isBound) {
        write("pebble.json", """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "own.pem", "privateKey": "own.key", "httpPort": %d, "tlsPort": 1, "ocspResponderURL": "",
                  "externalAccountBindingRequired": %b, "externalAccountMACKeys": {"%s": "%s"},
                  "certificateValidityPeriod": %d}}
                """.formatted(
                        port, QmailServer.freePorts(1).get(0), httpPort, isBound, KID, KEY, seconds));
        authority = start(
                Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "20"),
                Program.path("pebble"),
                "-config",
                "pebble.json",
                "-dnsserver",
                "127.0.0.1:" + dnsPort);
        Await.until("pebble listens", () -> isOpen(port));
        Await.until("its DNS listens", () -> isOpen(dnsManagement));
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public void end() {
        authority.destroyForcibly();
        Await.until("pebble is gone", () -> !isOpen(port));
    }

    public String directoryUrl() {
        return "https://127.0.0.1:" + port + "/dir";
    }

    /** The authority's authority, PEM. */
    public Path authorities() {
        return directory.resolve("ca.pem");
    }

    /** A program for {@code control/acmedns}. */
    public Path dnsProgram() {
        String management = "http://127.0.0.1:" + dnsManagement;
        write("acme-dns", """
                #!/bin/sh
                case $1 in
                add) exec curl -sS -f -d "{\\"host\\":\\"$2.\\",\\"value\\":\\"$3\\"}" %1$s/set-txt ;;
                remove) exec curl -sS -f -d "{\\"host\\":\\"$2.\\"}" %1$s/clear-txt ;;
                esac
                """.formatted(management));
        Path program = directory.resolve("acme-dns");
        if (!program.toFile().setExecutable(true)) {
            throw new IllegalStateException(program + " cannot be made executable");
        }
        return program;
    }

    @Override
    public void close() {
        dns.destroyForcibly();
        if (authority != null) {
            authority.destroyForcibly();
        }
    }
}
