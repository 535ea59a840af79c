package ee.qmail.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Envelope;
import ee.qmail.pickup.PickupDirectory;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A home with mail in every place where it can wait, as one version leaves it and a later one finds it. */
public final class KeptHome {
    /** Where those of earlier versions are kept, one archive each. */
    public static final Path ARCHIVES = Path.of("src/test/resources/homes");

    public static final String PASSWORD = "kept correct horse";
    public static final String QUEUE = "kept";
    /** Subjects of the mail that ana must have in the end. */
    public static final List<String> FOR_ANA = List.of(
            "delivered before",
            "waits in the database",
            "first in a bundle of the journal",
            "second in a bundle of the journal",
            "large, in a file of the journal",
            "for the alias alone",
            "left by a program");

    public static final String FOR_FAR = "waits for another server";
    public static final String FOR_APPLICATION = "for an application";

    private static final String FAR = "bo@far.example";
    private static final int LARGE = 300_000;
    /** What only the running server needs, and what it has said. */
    private static final List<String> NOT_KEPT = List.of("run", "log", "queue/tmp");

    private final QmailServer server;

    public KeptHome(QmailServer server) {
        this.server = server;
    }

    /** Fills the home of a server that runs, kills it, and leaves a message beside. */
    void fill() throws IOException {
        Admin admin = server.prepare().admin();
        admin.control("queuelifetime", "315360000"); // ten years: what waits is to be tried again
        admin.createMailbox("ana", PASSWORD);
        admin.createMailbox("late", null);
        admin.createAlias("info", address("ana"));
        admin.createAlias("orders", "jms:queue:" + QUEUE);
        send(FOR_ANA.get(0), 0, "ana");
        server.mailbox("ana").awaitMessage("Subject: " + FOR_ANA.get(0));
        send(FOR_APPLICATION, 0, "orders");
        admin.awaitIdle();
        admin.control(
                "smtproutes",
                "far.example:127.0.0.1:" + QmailServer.freePorts(1).get(0));
        sendTo(FAR, FOR_FAR, 0);
        Files.writeString(dotQmail(), "|/not/allowed\n");
        send(FOR_ANA.get(1), 0, "late");
        Await.until("two messages wait in the database", () -> admin.queue("deferred") == 2);
        admin.control("concurrencylocal", "0");
        send(FOR_ANA.get(4), LARGE, "ana");
        send(FOR_ANA.get(5), 0, "info");
        sendTogether(FOR_ANA.get(2), FOR_ANA.get(3));
        server.kill();
        new PickupDirectory(server.home().resolve("maildrop"))
                .leave(
                        new Envelope("ben@client.example", List.of(address("ana"))),
                        out -> out.write(text(FOR_ANA.get(6), 0, "\n")));
    }

    /** Two clients whose messages end at the same time may be one unit of the broker. */
    private void sendTogether(String first, String second) {
        List.of(first, second).parallelStream().forEach(subject -> send(subject, 0, "ana"));
    }

    private void send(String subject, int octets, String name) {
        sendTo(address(name), subject, octets);
    }

    private void sendTo(String recipient, String subject, int octets) {
        try (SmtpClient client = server.smtp().ehlo()) {
            assertThat(client.message("ben@client.example", List.of(recipient), text(subject, octets, "\r\n")))
                    .startsWith("250");
        }
    }

    private static byte[] text(String subject, int octets, String end) {
        String line = "x".repeat(70) + end;
        return ("Subject: " + subject + end + end + line.repeat(1 + octets / line.length()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    public static String address(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    private Path dotQmail() {
        return server.home().resolve("mail/" + QmailServer.DOMAIN + "/late/.qmail");
    }

    /** What kept mail from being delivered is out of the way. */
    public void open(FarServer far) throws IOException {
        Path control = server.home().resolve("control");
        Files.writeString(control.resolve("smtproutes"), far.route("far.example") + "\n");
        Files.writeString(control.resolve("concurrencylocal"), "10\n");
        Files.writeString(dotQmail(), "&" + address("ana") + "\n");
    }

    /** Writes all but what only a running server needs. */
    void pack(Path archive) throws IOException {
        Path home = server.home();
        Files.createDirectories(archive.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive));
                Stream<Path> all = Files.walk(home)) {
            out.setLevel(9);
            for (Path each : all.sorted().toList()) {
                String name = home.relativize(each).toString();
                if (!name.isEmpty() && NOT_KEPT.stream().noneMatch(part -> (name + "/").startsWith(part + "/"))) {
                    pack(each, name, out);
                }
            }
        }
    }

    private static void pack(Path file, String name, ZipOutputStream out) throws IOException {
        boolean directory = Files.isDirectory(file);
        out.putNextEntry(new ZipEntry(directory ? name + "/" : name));
        if (!directory) {
            Files.copy(file, out);
        }
        out.closeEntry();
    }

    public void unpack(Path archive) {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = server.home().resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? file : file.getParent());
                if (!entry.isDirectory()) {
                    copy(in, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(archive + " cannot be unpacked", e);
        }
    }

    private static void copy(InputStream in, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
    }
}
