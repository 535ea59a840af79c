package ee.qmail.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A home that is thrown away, and the server that runs in it. */
final class ServerHome {
    /** A directory in which homes stay after the tests, for a look at them. */
    static final String HOMES = "qmail.test.homes";

    private static final Pattern REFUSED = Pattern.compile("application \\S+ was not deployed: ");

    private final ServerSettings settings;
    private final Path home;
    private final List<Integer> ports = FreePorts.take(4);
    private final ServerProcess process;
    private final Events events = new Events();
    private final ActiveMQConnectionFactory jms;

    private ServerHome(ServerSettings settings, Path home) {
        this.settings = settings;
        this.home = home;
        this.process = new ServerProcess(home);
        this.jms = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + jmsPort(), "qmail", RunningServer.PASSWORD);
    }

    static ServerHome create(ServerSettings settings, String name) {
        String homes = System.getProperty(HOMES);
        try {
            if (homes == null) {
                return new ServerHome(settings, Files.createTempDirectory("qmail-" + name));
            }
            Path home = Path.of(homes).toAbsolutePath().resolve(name);
            delete(home);
            return new ServerHome(settings, Files.createDirectories(home));
        } catch (IOException e) {
            throw new UncheckedIOException("there is no place for a home", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    void start() {
        install();
        ProcessBuilder builder = new ProcessBuilder(ServerProcess.command(ServerJar.find(), settings.jvm()));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("QMAIL_"));
        List.of("SUBMISSION", "SUBMISSIONS", "POP3S")
                .forEach(door -> environment.put("QMAIL_" + door + "_PORT", "none"));
        environment.putAll(Map.of(
                "QMAIL_HOME", home.toString(),
                "QMAIL_BIND", "127.0.0.1",
                "QMAIL_SMTP_PORT", String.valueOf(smtpPort()),
                "QMAIL_POP3_PORT", String.valueOf(pop3Port()),
                "QMAIL_HTTP_PORT", String.valueOf(httpPort()),
                "QMAIL_HTTPS_PORT", "none",
                "QMAIL_JMS_PORT", String.valueOf(jmsPort()),
                "QMAIL_JMS_PASSWORD", RunningServer.PASSWORD,
                "QMAIL_ADMIN_PASSWORD", RunningServer.PASSWORD));
        environment.putAll(settings.environment());
        process.launch(builder);
        process.awaitReady();
        refused(process.output()).ifPresent(line -> {
            throw new AssertionError(line + process.lastWords());
        });
        events.listen(jms);
    }

    /** The line about an application that is not there. */
    static Optional<String> refused(List<String> output) {
        return output.stream().filter(line -> REFUSED.matcher(line).find()).findFirst();
    }

    private void install() {
        try {
            Path applications = Files.createDirectories(home.resolve("applications"));
            for (Path application : settings.applications()) {
                Path place = applications.resolve(application.getFileName());
                if (!Files.exists(place)) {
                    Files.copy(application, place);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an application cannot be copied", e);
        }
    }

    /** Accounts and control files. All mail for elsewhere goes to the far server. */
    void prepare(FarServer far) {
        Admin admin = admin();
        TreeSet<String> domains = new TreeSet<>(List.of(settings.domain()));
        Stream.concat(settings.mailboxes().stream(), settings.aliases().keySet().stream())
                .filter(name -> name.contains("@"))
                .forEach(name -> domains.add(name.substring(name.lastIndexOf('@') + 1)));
        domains.forEach(admin::createDomain);
        admin.control("doublebouncehost", settings.domain());
        admin.control("smtproutes", far.route("") + "\n");
        settings.control().forEach((file, content) -> admin.control(file, content + "\n"));
        settings.mailboxes().forEach(name -> admin.createMailbox(name, RunningServer.PASSWORD));
        settings.aliases().forEach((name, targets) -> admin.createAlias(name, targets.split(",")));
    }

    /** No mail is left, in work or in mailboxes, and no event is remembered. */
    void empty() {
        Admin admin = admin();
        List.of("smtpd", "pop3d", "send").forEach(service -> admin.turn(service, "up"));
        admin.forgetTimeouts();
        admin.giveUpAll();
        Path mail = home.resolve("mail");
        try (Stream<Path> files = Files.find(mail, 6, (file, is) -> is.isRegularFile() && isMail(file))) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(mail + " cannot be emptied", e);
        }
        events.clear();
    }

    private static boolean isMail(Path file) {
        String directory = file.getParent().getFileName().toString();
        return directory.equals("new") || directory.equals("cur");
    }

    void stop() {
        events.close();
        process.stop();
    }

    void kill() {
        process.kill();
        events.close();
    }

    /** The home goes too, unless it is to be kept. */
    void end() {
        process.end();
        events.close();
        jms.close();
        try {
            if (System.getProperty(HOMES) == null) {
                delete(home);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(home + " cannot be deleted", e);
        }
    }

    Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        Path owner = home.resolve("mail").resolve(address.substring(at + 1)).resolve(address.substring(0, at));
        return new Mailbox(owner.resolve("Maildir"));
    }

    Admin admin() {
        return new Admin(httpPort(), RunningServer.PASSWORD, domain());
    }

    String lastWords() {
        return process.lastWords();
    }

    String domain() {
        return settings.domain();
    }

    Path home() {
        return home;
    }

    Events events() {
        return events;
    }

    ActiveMQConnectionFactory jms() {
        return jms;
    }

    int smtpPort() {
        return ports.get(0);
    }

    int pop3Port() {
        return ports.get(1);
    }

    int httpPort() {
        return ports.get(2);
    }

    int jmsPort() {
        return ports.get(3);
    }
}
