package ee.qmail.it.container;

import ee.qmail.control.FirstStart;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A Payara Micro that Arquillian starts, with what the launcher of qmail-micro.jar gives it: database, broker, mail
 * adapter. See arquillian.xml.
 */
final class Container {
    static final String HOST = "container.example";

    private static final Path WORK = Path.of(System.getProperty("container.work"));
    private static final Path ARCHIVES = WORK.resolve("qmail");

    private static final String RUNNER = "/ArquillianServletRunnerEE9";

    private Container() {}

    /** An empty home, the commands that set the server up, and the application with the tests in it. */
    static WebArchive prepare() throws IOException {
        awaitEndOfEarlier();
        clear();
        Files.createDirectories(WORK.resolve("root"));
        new FirstStart(new QmailHome(WORK.resolve("home"))).prepare(HOST);
        extractArchives();
        writeCommands();
        WebArchive war = ShrinkWrap.create(ZipImporter.class, "qmail-ee.war")
                .importFrom(ARCHIVES.resolve("qmail.war").toFile())
                .as(WebArchive.class);
        return war.setWebXML(new StringAsset(openedForTests(war)))
                .addAsLibrary(jarOf(Assertions.class).toFile())
                .addPackage(Container.class.getPackage());
    }

    /** The application lets nobody in without a password; Arquillian has none. */
    private static String openedForTests(WebArchive war) throws IOException {
        try (InputStream in = war.get("WEB-INF/web.xml").getAsset().openStream()) {
            String open = "<url-pattern>/health/*</url-pattern>";
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(open, open + "<url-pattern>" + RUNNER + "</url-pattern>");
        }
    }

    /** That of another test class is told to stop, and not waited for; it still writes into its home. */
    private static void awaitEndOfEarlier() {
        ProcessHandle.current()
                .children()
                .forEach(
                        server -> server.onExit().orTimeout(1, TimeUnit.MINUTES).join());
    }

    private static void clear() throws IOException {
        if (Files.exists(WORK)) {
            try (Stream<Path> files = Files.walk(WORK)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void extractArchives() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("qmail.jar"))) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith("qmail/") && !entry.isDirectory()) {
                    Path file = WORK.resolve(entry.getName());
                    Files.createDirectories(file.getParent());
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
    }

    private static void writeCommands() throws IOException {
        Files.write(
                WORK.resolve("pre-boot"),
                List.of(
                        "set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false",
                        "set-microprofile-healthcheck-configuration --enabled=false"));
        String url = "jdbc\\:h2\\:file\\:" + WORK.resolve("home/db/qmail");
        Files.write(
                WORK.resolve("post-boot"),
                List.of(
                        "create-jdbc-connection-pool --restype javax.sql.DataSource"
                                + " --datasourceclassname org.h2.jdbcx.JdbcDataSource --maxpoolsize 64"
                                + " --property url=" + url + ":user=qmail:password=qmail qmail-db",
                        "create-jdbc-resource --connectionpoolid qmail-db jdbc/qmail",
                        "deploy --name broker " + ARCHIVES.resolve("broker.rar"),
                        "create-connector-connection-pool --raname broker"
                                + " --connectiondefinition jakarta.jms.ConnectionFactory"
                                + " --transactionsupport XATransaction --steadypoolsize 0 --maxpoolsize 256 qmail-jms",
                        "create-connector-resource --poolname qmail-jms jms/qmail",
                        "deploy --name qmail " + ARCHIVES.resolve("qmail.rar"),
                        "create-connector-connection-pool --raname qmail"
                                + " --connectiondefinition ee.qmail.api.MailConnectionFactory"
                                + " --transactionsupport LocalTransaction --steadypoolsize 0 qmail-connections",
                        "create-connector-resource --poolname qmail-connections mail/connections",
                        "create-javamail-resource --mailhost localhost --mailuser qmail --fromaddress postmaster@"
                                + HOST
                                + " --transprotocol qmail --transprotocolclass ee.qmail.transport.QmailTransport"
                                + " --property mail-transport-protocol-rfc822=qmail mail/qmail"));
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
