package ee.qmail.cli.application;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.application.ApplicationState;
import ee.qmail.application.ApplicationState.Phase;
import ee.qmail.application.ApplicationStates;
import ee.qmail.cli.QmailRun;
import ee.qmail.cli.api.ApiException;
import ee.qmail.home.Fingerprint;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against files of a home; the server is who holds its lock. */
class AppCommandsTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final QmailRun qmail = new QmailRun();
    private QmailHome home;
    private ApplicationStates states;
    private Path shop;
    private FileChannel lock;

    @BeforeEach
    void prepare() throws IOException {
        home = new QmailHome(directory.resolve("home"));
        Files.createDirectories(home.control());
        Files.createDirectories(home.run());
        states = new ApplicationStates(home);
        states.clear();
        shop = directory.resolve("shop.war");
        try (OutputStream out = Files.newOutputStream(shop);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("content"));
        }
        Files.setLastModifiedTime(shop, FileTime.from(SINCE));
    }

    @AfterEach
    void stopServer() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    private void startServer() throws IOException {
        lock = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        assertThat(lock.tryLock()).isNotNull();
    }

    private int app(String... arguments) {
        return qmail.run(Stream.of(Stream.of("app"), Stream.of(arguments), Stream.of("--home=" + home.root()))
                .flatMap(each -> each)
                .toArray(String[]::new));
    }

    private Path installed(String file) {
        return home.applications().resolve(file);
    }

    private void publish(Phase phase, String version, String reason) throws IOException {
        states.publish(new ApplicationState("shop", phase, version, SINCE, reason, phase == Phase.DEPLOYED));
    }

    /** Answers what the command has put into its place. */
    private Thread answering(Phase phase, String reason) {
        Thread answer = new Thread(() -> {
            try {
                while (!Files.exists(installed("shop.war"))) {
                    Thread.onSpinWait();
                }
                publish(Phase.DEPLOYING, Fingerprint.of(installed("shop.war")), "");
                publish(phase, Fingerprint.of(installed("shop.war")), reason);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        answer.start();
        return answer;
    }

    @Test
    void whatAKilledCommandHasLeftIsRemovedByOneAnHourLater() throws IOException, ApiException {
        Path left = Files.createDirectories(home.applications()).resolve(".deploy123.tmp");
        Files.createFile(left);
        ArchiveFile archive = ArchiveFile.of(shop, null);
        archive.putInto(home.applications());
        assertThat(left).exists(); // its command may be at work
        archive.putInto(home.applications(), Instant.now().plus(Duration.ofMinutes(61)));
        assertThat(left).doesNotExist();
        assertThat(installed("shop.war")).exists();
    }

    @Test
    void whatIsDeployedIsToldWithItsContextRoot() throws Exception {
        startServer();
        Thread server = answering(Phase.DEPLOYED, "");
        assertThat(app("deploy", shop.toString())).isZero();
        server.join();
        assertThat(qmail.out()).isEqualTo("shop is deployed at /shop\n");
        assertThat(installed("shop.war")).hasSameBinaryContentAs(shop);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(installed("shop.war"))))
                .isEqualTo("rw-------");
        assertThat(Files.getLastModifiedTime(installed("shop.war"))).isEqualTo(FileTime.from(SINCE));
        try (Stream<Path> files = Files.list(home.applications())) {
            assertThat(files).containsExactly(installed("shop.war"));
        }
    }

    @Test
    void whatTheServerRemarksOnADeploymentIsTold() throws Exception {
        startServer();
        Thread server = answering(Phase.DEPLOYED, "bean Desk: no\u001b such domain\nbean Desk: 'anwser' is not known");
        assertThat(app("deploy", shop.toString())).isZero();
        server.join();
        assertThat(qmail.out()).isEqualTo("""
                shop is deployed at /shop
                warning: bean Desk: no_ such domain
                warning: bean Desk: 'anwser' is not known
                """);
        qmail.forget();
        assertThat(app("list")).isZero();
        assertThat(qmail.out()).endsWith(": bean Desk: no_ such domain; bean Desk: 'anwser' is not known\n");
    }

    @Test
    void whatIsRefusedIsToldWithTheReason() throws Exception {
        startServer();
        Thread server = answering(Phase.FAILED, "no\u001b connection");
        assertThat(app("deploy", shop.toString())).isEqualTo(100);
        server.join();
        assertThat(qmail.err()).endsWith("qmail app deploy: shop is refused: no_ connection\n");
    }

    @Test
    void theResultOfAnotherVersionIsNoAnswer() throws IOException {
        startServer();
        publish(Phase.FAILED, "another", "old trouble");
        assertThat(app("deploy", shop.toString(), "--wait=0")).isEqualTo(111);
        assertThat(qmail.err())
                .isEqualTo("qmail app deploy: " + installed("shop.war")
                        + " is in place; no answer of the server within 0 seconds: app list tells more\n");
    }

    @Test
    void withoutAServerTheFileWaits() {
        assertThat(app("deploy", shop.toString(), "--name=store")).isEqualTo(111);
        assertThat(qmail.err())
                .isEqualTo("qmail app deploy: " + installed("store.war")
                        + " is in place; no server runs: it is deployed at the next start\n");
        assertThat(app("list")).isZero();
        assertThat(qmail.out()).isEqualTo("store: waits for the next start\n");
        assertThat(app("undeploy", "store")).isZero();
        assertThat(qmail.out()).endsWith("store is removed; no server runs\n");
        assertThat(installed("store.war")).doesNotExist();
    }

    @Test
    void whatCannotBeAnApplicationIsRefusedBeforeItIsCopied() throws IOException {
        Path text = Files.writeString(directory.resolve("text.war"), "no archive");
        Path other = Files.writeString(directory.resolve("shop.ear"), "no archive");
        assertRefused(
                "nothing.war: no such file",
                "deploy",
                directory.resolve("nothing.war").toString());
        assertRefused("home: must be a file", "deploy", home.root().toString());
        assertRefused("must end with .war or .jar", "deploy", other.toString());
        assertRefused("text.war is not a zip archive that can be read", "deploy", text.toString());
        assertRefused("name '../shop': must begin with a letter or digit", "deploy", shop.toString(), "--name=../shop");
        assertRefused("'qmail' is the name of a part of the server", "deploy", shop.toString(), "--name=qmail");
        assertThat(home.applications()).doesNotExist();
        app("deploy", shop.toString());
        Path jar = Files.copy(shop, directory.resolve("shop.jar"));
        assertRefused("shop.war has this name too: undeploy it first", "deploy", jar.toString());
        assertRefused("no application 'store' in " + home.applications() + "; there are: shop", "undeploy", "store");
    }

    private void assertRefused(String reason, String... arguments) {
        qmail.forget();
        assertThat(app(arguments)).as(reason).isEqualTo(100);
        assertThat(qmail.err()).contains(reason);
    }

    @Test
    void whatIsNoHomeIsSaidSo() {
        assertThat(qmail.run("app", "list", "--home=" + directory)).isEqualTo(100);
        assertThat(qmail.err())
                .isEqualTo("qmail app list: " + directory
                        + " is not the home of a server: QMAIL_HOME or --home must tell where it is\n");
    }

    @Test
    void aVersionThatIsNotUndeployedIsToldWithTheReason() throws IOException {
        app("deploy", shop.toString());
        qmail.forget();
        startServer();
        publish(Phase.FAILED, Fingerprint.MISSING, "a bean hangs");
        assertThat(app("undeploy", "shop")).isEqualTo(100);
        assertThat(qmail.err()).isEqualTo("qmail app undeploy: shop is not undeployed: a bean hangs\n");
        assertThat(app("list")).isZero();
        assertThat(qmail.out()).isEqualTo("shop: failed since 2026-01-01T00:00:00Z: a bean hangs\n");
    }

    @Test
    void theListTellsPhaseTimeAndReason() throws IOException {
        app("deploy", shop.toString());
        app("deploy", shop.toString(), "--name=late");
        startServer();
        publish(Phase.DEPLOYED, "1", "");
        assertThat(app("list")).isZero();
        assertThat(qmail.out()).isEqualTo("late: waits\nshop: deployed at /shop since 2026-01-01T00:00:00Z\n");
        qmail.forget();
        assertThat(app("list", "--json")).isZero();
        assertThat(qmail.out())
                .isEqualTo("[{\"name\":\"late\",\"file\":\"late.war\",\"contextRoot\":\"/late\",\"state\":\"waits\"},"
                        + "{\"name\":\"shop\",\"file\":\"shop.war\",\"contextRoot\":\"/shop\",\"state\":\"deployed\","
                        + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"\",\"runs\":true}]\n");
    }
}
