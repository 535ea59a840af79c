package ee.qmail.micro;

import ee.qmail.contract.Door;
import ee.qmail.control.FirstStart;
import ee.qmail.control.UnreadableControlsException;
import ee.qmail.home.Env;
import ee.qmail.home.HostName;
import ee.qmail.home.HttpAddress;
import ee.qmail.home.Locales;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The main program: starts the mail server in this process and says, line by line, how far it is. */
public final class QmailMicro {
    private static final Logger LOG = Logger.getLogger(QmailMicro.class.getName());
    private static final int START_TROUBLE = 111;
    /** As a process says that TERM has ended. */
    private static final int TERMINATED = 143;

    private final PrintStream out;
    private final Instant begin = Instant.now();
    private volatile boolean givenUp;
    /** From then on nothing that fails is trouble of the start. */
    private volatile boolean stopping;

    private QmailMicro(PrintStream out) {
        this.out = out;
    }

    /** Exits with 111, as qmail's programs do on trouble that may pass, if the server cannot start. */
    public static void main(String[] arguments) {
        if (Usage.isAsked(arguments)) {
            Usage.tell(System.out, arguments[0]);
            return;
        }
        QmailMicro program = new QmailMicro(System.out);
        try {
            program.start(arguments);
        } catch (StartException e) {
            program.giveUp(e.getMessage());
        } catch (RuntimeException | Error e) {
            if (program.stopping) {
                return;
            }
            // threads of the application server would keep the process
            LOG.log(Level.SEVERE, "the server cannot start", e);
            program.giveUp(reason(e));
        }
    }

    private static String reason(Throwable trouble) {
        return trouble instanceof UnreadableControlsException unreadable
                ? unreadable.reason()
                : Objects.requireNonNullElse(trouble.getMessage(), trouble.toString());
    }

    /**
     * Its lines are the last ones.
     *
     * @param reason one in each line
     */
    private void giveUp(String reason) {
        if (stopping) {
            return; // the process ends already, by TERM
        }
        givenUp = true;
        reason.lines().forEach(line -> out.println("qmail: cannot start: " + line));
        System.exit(START_TROUBLE);
    }

    private void start(String... arguments) throws StartException {
        StartCheck.require(arguments);
        QmailHome home = new QmailHome(Path.of(Env.QMAIL_HOME.value()));
        publishSettings(home.root());
        Locales.trouble().ifPresent(this::stage);
        boolean first = !Files.exists(home.control());
        stage((first ? "new home in " : "home is ") + home.root());
        HomeLock.take(home);
        try {
            new FirstStart(home).prepare(HostName.guess()).forEach(this::sayClosed);
        } catch (IOException e) {
            throw new StartException(home.root() + " cannot be prepared: " + e.getMessage(), e);
        }
        keepConsoleForStages(home);
        MicroServer server = new MicroServer(home, this::stage);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        server.start();
        server.awaitReady();
        sayWhereItListens(home);
        removeTrash(home);
    }

    private void removeTrash(QmailHome home) {
        try {
            new EmbeddedDatabase(home).keepToOwner();
            Trash.collect(home.run());
        } catch (IOException | UncheckedIOException e) {
            stage("files of an earlier start could not be removed and take space, or the database be closed to others: "
                    + e);
        }
    }

    private void stop(MicroServer server) {
        stopping = true;
        if (!givenUp) {
            stage("stopping");
        }
        try {
            if (!server.stop()) {
                stage("an application that is being deployed keeps the server from stopping: ended as it is");
                Runtime.getRuntime().halt(givenUp ? START_TROUBLE : TERMINATED);
            }
        } catch (IOException | UncheckedIOException e) {
            stage("files of this run could not be removed, which the next start does: " + e);
        }
    }

    private void sayClosed(Path closed) {
        stage(closed + " was open to others than its owner, which it is not any more");
    }

    /** The server and its libraries print now and then what belongs to a log. */
    private static void keepConsoleForStages(QmailHome home) throws StartException {
        Path file = home.log().resolve("server.out");
        try {
            Files.createDirectories(home.log());
            PrintStream log = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
            System.setOut(log);
            System.setErr(log);
        } catch (IOException e) {
            throw new StartException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The adapters and the application read the settings as system properties. */
    private static void publishSettings(Path directory) {
        for (Env setting : Env.values()) {
            System.setProperty(setting.property(), setting.value());
        }
        System.setProperty(Env.QMAIL_HOME.property(), directory.toString());
        System.setProperty("qmail.jms.bind", Env.QMAIL_BIND.value());
        // the JDK knows these two for the whole process: no key exchange that costs the server more than the client, no
        // second handshake
        preset("jdk.tls.namedGroups", "x25519,secp256r1,secp384r1,secp521r1");
        preset("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // on its own Netty does without on Java 25, and then Artemis cannot free the buffers of its journal
        preset("io.netty.noUnsafe", "false");
        // a help for those who change Netty's handlers, at the price of a stack trace now and then
        preset("io.netty.leakDetection.level", "disabled");
    }

    private static void preset(String property, String value) {
        System.setProperty(property, System.getProperty(property, value));
    }

    private void stage(String text) {
        out.printf(
                "qmail: %5.1f s  %s%n", Duration.between(begin, Instant.now()).toMillis() / 1000.0, text);
    }

    private void say(String name, Door door, String security) {
        if (!Env.port(door).isClosed()) {
            String address = Env.bind(door) + ":" + Env.port(door).value();
            out.printf("  %-12s %-22s %s%n", name, address, security);
        }
    }

    private void sayWhereItListens(QmailHome home) throws StartException {
        stage("ready");
        say("SMTP", Door.MX, "STARTTLS");
        say("submission", Door.SUBMISSION, "log-in, STARTTLS");
        say("submissions", Door.SUBMISSIONS, "log-in, TLS");
        say("POP3", Door.POP3, "STLS");
        say("POP3S", Door.POP3S, "TLS");
        out.println("  console      " + HttpAddress.bySettings() + "/");
        if (!Env.QMAIL_HTTPS_PORT.isClosed()) {
            out.println(
                    "               https://" + HttpAddress.secureBind() + ":" + Env.QMAIL_HTTPS_PORT.value() + "/");
        }
        Path passwordFile = home.run().resolve("admin-password");
        try {
            if (Files.exists(passwordFile)) {
                out.println("  log in as admin with password "
                        + Files.readString(passwordFile).strip() + "  (shown once)");
                Files.delete(passwordFile);
            }
        } catch (IOException e) {
            throw new StartException(passwordFile + " cannot be read: " + e.getMessage(), e);
        }
    }
}
