package ee.qmail.it.harness;

import ee.qmail.test.server.FreePorts;
import ee.qmail.test.server.Mailbox;
import ee.qmail.test.server.ServerProcess;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The server as a user runs it: {@code java -jar qmail-micro.jar} in a process of its own, with a home of its own. It
 * keeps home and ports over restarts.
 */
public final class QmailServer {
    public static final String ADMIN_PASSWORD = "it-admin-password";
    /** The address from which nobody may relay, see {@link #prepare}. */
    public static final String STRANGER = "127.0.0.2";
    /** Rules by which this host may relay, and a stranger at another address of it may not. A test that writes others puts these back. */
    public static final String TCP_SMTP = "127.0.0.1:allow,RELAYCLIENT=\"\"\n:allow\n";

    public static final String DOMAIN = "it.example";

    private final Path home;
    private final Map<String, String> settings = new HashMap<>();
    private List<String> jvm = ServerProcess.QUICK_START;
    private List<String> launcher = List.of();
    private Map<String, String> onlyEnvironment;
    private final ServerProcess process;
    private final int smtpPort;
    private final int pop3Port;
    private final int httpPort;
    private final int submissionPort;
    private final int submissionsPort;
    private final int pop3sPort;

    public QmailServer(Path home) {
        this.home = home;
        process = new ServerProcess(home);
        List<Integer> ports = freePorts(6);
        smtpPort = ports.get(0);
        pop3Port = ports.get(1);
        httpPort = ports.get(2);
        submissionPort = ports.get(3);
        submissionsPort = ports.get(4);
        pop3sPort = ports.get(5);
        settings.put("QMAIL_HOME", home.toString());
        settings.put("QMAIL_BIND", "127.0.0.1");
        settings.put("QMAIL_SMTP_PORT", String.valueOf(smtpPort));
        settings.put("QMAIL_POP3_PORT", String.valueOf(pop3Port));
        settings.put("QMAIL_HTTP_PORT", String.valueOf(httpPort));
        settings.put("QMAIL_SUBMISSION_PORT", String.valueOf(submissionPort));
        settings.put("QMAIL_SUBMISSIONS_PORT", String.valueOf(submissionsPort));
        settings.put("QMAIL_POP3S_PORT", String.valueOf(pop3sPort));
        settings.put("QMAIL_HTTPS_PORT", "none");
        settings.put("QMAIL_ADMIN_PASSWORD", ADMIN_PASSWORD);
    }

    /** A server in an empty directory, not started. */
    public static QmailServer inNewHome(String name) {
        Path home = Path.of(System.getProperty("qmail.work")).resolve(name);
        try {
            if (Files.exists(home)) {
                try (Stream<Path> files = Files.walk(home)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(home.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(home + " cannot be cleared", e);
        }
        return new QmailServer(home);
    }

    /** Ports of which none is given twice in this process. */
    public static List<Integer> freePorts(int count) {
        return FreePorts.take(count);
    }

    public QmailServer with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /** An application beside the server, made of the package of a class; before the server starts. */
    public QmailServer withApplication(String name, Class<?> bean) {
        WebArchive war = ShrinkWrap.create(WebArchive.class, name + ".war")
                .addPackage(bean.getPackage())
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
        try {
            Path applications = Files.createDirectories(home.resolve("applications"));
            war.as(ZipExporter.class)
                    .exportTo(applications.resolve(war.getName()).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Options of the JVM instead of those that make it start quickly. */
    public QmailServer withJvm(String... options) {
        jvm = List.of(options);
        return this;
    }

    /** Options of the JVM beside those that make it start quickly. */
    public QmailServer withOptions(String... options) {
        jvm = ServerProcess.quickStart(options);
        return this;
    }

    /** By a shell that has done this before, such as setting a umask. */
    public QmailServer afterCommand(String shell) {
        launcher = List.of("sh", "-c", shell + "; exec \"$@\"", "sh");
        return this;
    }

    /** By ./run, in an environment that holds nothing but this and the settings. */
    public QmailServer byRun(Map<String, String> environment) {
        onlyEnvironment = environment;
        return this;
    }

    /** Starts and waits until it is ready. */
    public QmailServer start() {
        launch();
        awaitReady();
        return this;
    }

    /** Starts and does not wait. */
    public void launch() {
        ProcessBuilder builder = onlyEnvironment == null ? javaJar() : run();
        builder.environment().putAll(settings);
        process.launch(builder);
    }

    private ProcessBuilder javaJar() {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(ServerProcess.command(Path.of(System.getProperty("qmail.jar")), jvm));
        return new ProcessBuilder(command);
    }

    private ProcessBuilder run() {
        ProcessBuilder builder = new ProcessBuilder(Path.of("..", "run").toString());
        builder.environment().clear();
        builder.environment().putAll(onlyEnvironment);
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "JAVA_OPTS", String.join(" ", jvm),
                        "QMAIL_JAR", System.getProperty("qmail.jar")));
        return builder;
    }

    public void awaitReady() {
        process.awaitReady();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for the end of the process, which may not be able to start at all. */
    public int awaitExit() {
        return process.awaitExit();
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.kill();
    }

    /** As TERM does. */
    public int stop() {
        return process.stop();
    }

    /** Whatever state it is in, it is gone afterwards. */
    public void end() {
        process.end();
    }

    /** Lines of its logs that look like a stack trace. */
    public List<String> traces() {
        List<String> traces = new ArrayList<>();
        try (Stream<Path> logs = Files.list(home.resolve("log"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> line.matches("\\s+at .*\\(.*\\).*|(Caused by: )?[\\w.]+(Exception|Error)\\b.*"))
                        .forEach(traces::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return traces;
    }

    /** What it has printed so far. */
    public String output() {
        return String.join("\n", process.output());
    }

    /** The domain of the tests, and relaying for 127.0.0.1 only. */
    public QmailServer prepare() {
        Admin admin = admin();
        admin.createDomain(DOMAIN);
        admin.control("doublebouncehost", DOMAIN);
        admin.control("tcp.smtp", TCP_SMTP);
        return this;
    }

    public Admin admin() {
        return new Admin(httpPort);
    }

    public SmtpClient smtp() {
        return new SmtpClient("127.0.0.1", smtpPort);
    }

    public SmtpClient smtpFrom(String clientAddress) {
        return new SmtpClient(clientAddress, smtpPort);
    }

    public Pop3Client pop3() {
        return new Pop3Client(pop3Port);
    }

    public Mailbox mailbox(String name) {
        return new Mailbox(home.resolve("mail").resolve(DOMAIN).resolve(name).resolve("Maildir"));
    }

    public Path home() {
        return home;
    }

    public int smtpPort() {
        return smtpPort;
    }

    public int submissionPort() {
        return submissionPort;
    }

    public int submissionsPort() {
        return submissionsPort;
    }

    public int pop3sPort() {
        return pop3sPort;
    }

    public int pop3Port() {
        return pop3Port;
    }

    public int httpPort() {
        return httpPort;
    }
}
