package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import ee.qmail.bench.load.ApplicationLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** This project's server, started as {@code ./run} does, with its own defaults but for the limits named below. */
final class QmailEe extends OwnPeer {
    private static final String ADMIN_PASSWORD = "bench-admin-password";

    private final String name;
    private final Path jar;

    QmailEe(String name, Place place, Path jar) {
        super(place);
        this.name = name;
        this.jar = jar;
        if (!Files.exists(jar)) {
            throw new BenchException(jar + " is missing; build it: ./mvnw -pl micro -am package -DskipTests");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String durability() {
        return "250 after the journal's sync; Maildir file and directory synced; maxconnip raised from 100 to 20000, "
                + "concurrencyincoming from 1000 to 20000; users may send to as many recipients as they like; the JMS port is open; "
                + "smtps is submissions, with a log-in for each connection; "
                + "passwords as PBKDF2 with 210,000 rounds, those that were right are remembered";
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.complementOf(EnumSet.of(Ability.NONE));
    }

    @Override
    public boolean isCompiledAtWork() {
        return true;
    }

    @Override
    public void start() {
        showCertificate();
        server = Server.start(name(), command(), environment(), place.path("server.log"));
        server.await("it does not say ready", () -> server.output().contains("  ready\n"));
        server.awaitGreeting(smtp());
    }

    /** Before the first start, so that it makes none itself. */
    private void showCertificate() {
        try {
            Path control = place.mkdir("home/control");
            Files.copy(
                    place.certificate().both(),
                    control.resolve("servercert.pem"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isSmtpsForUsers() {
        return true;
    }

    /** A password that is set anew has another salt. */
    @Override
    public void forgetLogins() {
        RestAdmin admin = admin();
        Population.readers().forEach(user -> admin.setPassword(Population.DOMAIN, user, Population.PASSWORD));
    }

    private RestAdmin admin() {
        return new RestAdmin(place.http().getPort(), ADMIN_PASSWORD);
    }

    /** Only those who read mail have passwords: hashing them takes long. */
    @Override
    public void populate() {
        RestAdmin admin = admin();
        admin.put("maxconnip", "20000");
        admin.put("concurrencyincoming", "20000");
        admin.put("sendlimits", ":0:0");
        admin.put("smtproutes", Population.SINK + ":127.0.0.1:" + place.sink().getPort());
        admin.createDomain(Population.DOMAIN);
        Population.receivers().forEach(user -> admin.createMailbox(Population.DOMAIN, user));
        Population.readers().forEach(user -> admin.createMailbox(Population.DOMAIN, user, Population.PASSWORD));
    }

    private List<String> command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-Xmx512m", "-jar", jar.toString());
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("QMAIL_SUBMISSION_PORT", "none"),
                Map.entry("QMAIL_SUBMISSIONS_PORT", String.valueOf(place.smtps().getPort())),
                Map.entry("QMAIL_POP3S_PORT", String.valueOf(place.pop3s().getPort())),
                Map.entry("QMAIL_HTTPS_PORT", "none"),
                Map.entry("QMAIL_HOME", place.path("home").toString()),
                Map.entry("QMAIL_SMTP_PORT", String.valueOf(place.smtp().getPort())),
                Map.entry("QMAIL_POP3_PORT", String.valueOf(place.pop3().getPort())),
                Map.entry("QMAIL_JMS_PORT", String.valueOf(place.jms().getPort())),
                Map.entry("QMAIL_JMS_PASSWORD", ADMIN_PASSWORD),
                Map.entry("QMAIL_HTTP_PORT", String.valueOf(place.http().getPort())),
                Map.entry("QMAIL_ADMIN_PASSWORD", ADMIN_PASSWORD));
    }

    @Override
    public JmsAccess jms() {
        return new JmsAccess("tcp://127.0.0.1:" + place.jms().getPort(), "qmail", ADMIN_PASSWORD, "qmail.inject");
    }

    @Override
    public URI application() {
        Path archive = archive();
        if (!Files.exists(archive)) {
            SenderArchive.write(archive);
        }
        server.await(sender() + " does not appear", () -> ApplicationLoad.isThere(sender()));
        return sender();
    }

    private URI sender() {
        return URI.create("http://127.0.0.1:" + place.http().getPort() + "/sender/");
    }

    private Path archive() {
        return place.path("home").resolve("applications/sender.war");
    }

    @Override
    public void withoutApplication() {
        try {
            Files.deleteIfExists(archive());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.await(sender() + " does not go", () -> !ApplicationLoad.isThere(sender()));
    }

    @Override
    public void defer(int messages, int size) {
        server.close();
        DeferredRows.insert(place.path("home").resolve("db/qmail"), messages, size);
        start();
    }

    @Override
    public MailStore mail() {
        Path mail = place.path("home").resolve("mail").resolve(Population.DOMAIN);
        return new Maildirs(user -> mail.resolve(user).resolve("Maildir"));
    }
}
