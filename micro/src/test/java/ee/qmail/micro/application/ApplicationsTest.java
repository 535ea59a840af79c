package ee.qmail.micro.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.application.ApplicationState;
import ee.qmail.application.ApplicationState.Phase;
import ee.qmail.application.ApplicationStates;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a clock, a server and threads that do what the test says. */
class ApplicationsTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    /** Keeps what each application's archive says. */
    private final class FakeServer implements Deployer {
        private final Map<String, String> deployed = new TreeMap<>();

        @Override
        public boolean isDeployed(String name) {
            return deployed.containsKey(name);
        }

        @Override
        public List<String> deploy(String name, Path archive) throws DeploymentException {
            did.add("deploy " + name);
            String content = content(archive);
            if (content.equals("error")) {
                throw new StackOverflowError("planned");
            }
            if (content.startsWith("bad")) {
                throw new DeploymentException(content + " is refused");
            }
            deployed.put(name, content);
            return content.startsWith("odd") ? List.of("it is odd", "very odd") : List.of();
        }

        @Override
        public void undeploy(String name) throws DeploymentException {
            did.add("undeploy " + name);
            if (!canUndeploy) {
                throw new DeploymentException("the version that runs cannot be undeployed: planned");
            }
            deployed.remove(name);
        }
    }

    @TempDir
    private Path directory;

    private final List<String> did = new ArrayList<>();
    private final List<String> stages = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final FakeServer server = new FakeServer();
    private final Map<String, Integer> versions = new HashMap<>();
    private QmailHome home;
    private Applications applications;
    private long nanos;
    private boolean canUndeploy = true;
    private boolean hasThreads = true;

    @BeforeEach
    void start() throws IOException {
        home = new QmailHome(directory);
        Files.createDirectories(home.applications());
        startAgain();
    }

    private void startAgain() throws IOException {
        server.deployed.clear();
        Clock clock = Clock.fixed(LONG_AGO, ZoneOffset.UTC);
        applications = new Applications(home, server, this::keep, stages::add, clock, () -> nanos);
    }

    private void keep(Runnable task) {
        if (!hasThreads) {
            throw new RejectedExecutionException("planned");
        }
        tasks.add(task);
    }

    private void later(Duration time) {
        nanos += time.toNanos();
    }

    private void look() throws IOException {
        applications.look();
    }

    /** Looks, and does what is begun, until there is nothing to do. */
    private void settle() throws IOException {
        look();
        for (int i = 0; i < 20; i++) {
            later(Application.STILL);
            look();
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
        assertThat(applications.isSettled()).isTrue();
    }

    private Path archive(String file, String content) throws IOException {
        Path path = home.applications().resolve(file);
        try (OutputStream out = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("content"));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        touch(path);
        return path;
    }

    /** No two versions of a file have one time, and none is older than the clock of the test. */
    private void touch(Path path) throws IOException {
        int version = versions.merge(path.toString(), 1, Integer::sum);
        Files.setLastModifiedTime(path, FileTime.from(LONG_AGO.plusSeconds(version)));
    }

    private static String content(Path archive) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return new String(zip.getInputStream(zip.getEntry("content")).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ApplicationState state(String name) throws IOException {
        return new ApplicationStates(home).find(name).orElseThrow();
    }

    @Test
    void aFileComesChangesAndGoes() throws IOException {
        archive("shop.war", "one");
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
        assertThat(state("shop").phase()).isEqualTo(Phase.DEPLOYED);
        archive("shop.war", "two");
        settle();
        assertThat(server.deployed).containsEntry("shop", "two");
        Files.delete(home.applications().resolve("shop.war"));
        settle();
        assertThat(server.deployed).isEmpty();
        assertThat(did).containsExactly("deploy shop", "undeploy shop", "deploy shop", "undeploy shop");
        assertThat(stages)
                .containsExactly(
                        "application shop is at /shop", "application shop is at /shop", "application shop is gone");
        assertThat(new ApplicationStates(home).names()).isEmpty();
    }

    @Test
    void whatIsRemarkedOnADeploymentIsTold() throws IOException {
        archive("shop.war", "odd one");
        settle();
        assertThat(state("shop").phase()).isEqualTo(Phase.DEPLOYED);
        assertThat(state("shop").reason()).isEqualTo("it is odd\nvery odd");
        assertThat(stages).containsExactly("application shop is at /shop; it is odd; very odd");
    }

    @Test
    void aFileThatStillChangesWaits() throws IOException {
        Path file = archive("shop.war", "one");
        look();
        assertThat(state("shop").phase()).isEqualTo(Phase.WAITS);
        for (int i = 0; i < 5; i++) {
            later(Application.STILL.minusMillis(1));
            touch(file);
            look();
        }
        assertThat(tasks).isEmpty();
        later(Application.STILL);
        look();
        assertThat(tasks).hasSize(1);
        assertThat(state("shop").phase()).isEqualTo(Phase.DEPLOYING);
    }

    @Test
    void aFileThatIsOldIsNotWaitedFor() throws IOException {
        Files.setLastModifiedTime(archive("shop.war", "one"), FileTime.from(LONG_AGO.minus(Application.STILL)));
        look();
        assertThat(tasks).hasSize(1);
    }

    @Test
    void whatChangesWhileItIsCopiedIsTakenLater() throws IOException {
        Path file = archive("shop.war", "one");
        look();
        later(Application.STILL);
        look();
        touch(file);
        tasks.remove().run();
        assertThat(did).isEmpty();
        assertThat(state("shop").phase()).isEqualTo(Phase.WAITS);
        settle();
        assertThat(did).containsExactly("deploy shop");
    }

    @Test
    void halfAnArchiveChangesNothing() throws IOException {
        Path file = archive("shop.war", "one");
        settle();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 10));
        touch(file);
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
        assertThat(did).containsExactly("deploy shop");
        assertThat(state("shop").reason())
                .startsWith("shop.war is not a whole archive that can be unpacked: ")
                .endsWith("; the version before runs on");
    }

    @Test
    void aVersionThatFailsIsTriedAgainOnlyWhenItChanges() throws IOException {
        Path file = archive("shop.war", "bad");
        settle();
        settle();
        assertThat(did).containsExactly("deploy shop");
        assertThat(state("shop"))
                .returns(Phase.FAILED, ApplicationState::phase)
                .returns("bad is refused", ApplicationState::reason)
                .returns(false, ApplicationState::runs);
        touch(file);
        settle();
        assertThat(did).hasSize(2);
    }

    @Test
    void theVersionBeforeIsPutBackAlsoAfterTheNextStart() throws IOException {
        archive("shop.war", "one");
        settle();
        archive("shop.war", "bad");
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
        assertThat(state("shop"))
                .returns(Phase.FAILED, ApplicationState::phase)
                .returns("bad is refused; the version before runs on", ApplicationState::reason)
                .returns(true, ApplicationState::runs);
        startAgain();
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
        archive("shop.war", "error");
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
        assertThat(state("shop").reason()).isEqualTo("StackOverflowError: planned; the version before runs on");
    }

    /** A server that is started without an application's file has never heard of it. */
    @Test
    void nothingIsPutBackOfAnApplicationThatWasRemoved() throws IOException {
        archive("shop.war", "one");
        settle();
        Files.delete(home.applications().resolve("shop.war"));
        startAgain();
        settle();
        archive("shop.war", "bad");
        settle();
        assertThat(server.deployed).isEmpty();
    }

    @Test
    void aVersionThatCannotBeTakenOutStays() throws IOException {
        archive("shop.war", "one");
        settle();
        canUndeploy = false;
        archive("shop.war", "two");
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
        assertThat(state("shop").reason())
                .isEqualTo("the version that runs cannot be undeployed: planned; the version before runs on");
    }

    @Test
    void aVersionThatCannotBeTakenOutIsStillThereWhenItsFileIsGone() throws IOException {
        Path file = archive("shop.war", "one");
        settle();
        canUndeploy = false;
        Files.delete(file);
        settle();
        settle();
        assertThat(state("shop")).returns(Phase.FAILED, ApplicationState::phase).returns(true, ApplicationState::runs);
    }

    @Test
    void theVersionBeforeIsPutBackAfterAStartAlsoForHalfAFileAndForTwo() throws IOException {
        Path file = archive("shop.war", "one");
        settle();
        Files.write(file, new byte[] {'P', 'K'});
        touch(file);
        startAgain();
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
        assertThat(state("shop").reason()).endsWith("; the version before runs on");
        archive("shop.jar", "two");
        startAgain();
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
    }

    @Test
    void aFileThatCannotBeLookedAtKeepsNothingElseFromBeingDeployed() throws IOException {
        Path loop = home.applications().resolve("a.war");
        Files.createSymbolicLink(loop, loop);
        Files.createSymbolicLink(home.applications().resolve("b.war"), directory.resolve("nowhere"));
        archive("c.war", "one");
        settle();
        assertThat(did).containsExactly("deploy c");
        for (String name : List.of("a", "b")) {
            assertThat(state(name))
                    .returns(Phase.FAILED, ApplicationState::phase)
                    .returns(name + ".war: must be a regular file that the server may read", ApplicationState::reason);
        }
        Files.delete(loop);
        settle();
        assertThat(new ApplicationStates(home).names()).containsExactly("b", "c");
    }

    @Test
    void othersWaitForOneThatHangsAndThenNoMore() throws IOException {
        archive("a.war", "hangs");
        archive("b.war", "one");
        look();
        later(Application.STILL);
        look();
        Runnable hangs = tasks.remove();
        later(Applications.PATIENCE.minusNanos(1));
        look();
        assertThat(tasks).isEmpty();
        assertThat(applications.isSettled()).isFalse();
        later(Duration.ofNanos(1));
        look();
        tasks.remove().run();
        assertThat(server.deployed).containsOnlyKeys("b");
        assertThat(state("a"))
                .returns(Phase.DEPLOYING, ApplicationState::phase)
                .returns(
                        "has been going on for more than 60 seconds; others do not wait for it",
                        ApplicationState::reason);
        assertThat(applications.isSettled()).isTrue();
        assertThat(applications.isBusy()).isTrue();

        archive("a.war", "changed meanwhile");
        look();
        later(Application.STILL);
        look();
        assertThat(tasks).isEmpty();
        hangs.run();
        assertThat(applications.isBusy()).isFalse();
        settle();
        assertThat(server.deployed).containsEntry("a", "changed meanwhile");
    }

    @Test
    void whatHasNoThreadIsBegunLater() throws IOException {
        archive("shop.war", "one");
        look();
        later(Application.STILL);
        hasThreads = false;
        assertThatThrownBy(this::look).isInstanceOf(RejectedExecutionException.class);
        hasThreads = true;
        settle();
        assertThat(server.deployed).containsOnlyKeys("shop");
    }

    @Test
    void theServersOwnNamesAreNeverTouched() throws IOException {
        server.deployed.put("qmail", "the adapter");
        Path file = archive("qmail.war", "one");
        settle();
        assertThat(state("qmail").reason())
                .isEqualTo("the name qmail is that of a part of the server: must be another one");
        Files.delete(file);
        settle();
        assertThat(did).isEmpty();
        assertThat(server.deployed).containsEntry("qmail", "the adapter");
        assertThat(new ApplicationStates(home).names()).isEmpty();
        for (String path : List.of("api", "console", "health", "resources")) {
            archive(path + ".war", "one");
        }
        settle();
        assertThat(did).isEmpty();
    }

    @Test
    void twoFilesOfOneNameAreRefusedUntilOneGoes() throws IOException {
        archive("shop.war", "one");
        settle();
        Path second = archive("shop.jar", "two");
        settle();
        assertThat(server.deployed).containsEntry("shop", "one");
        assertThat(state("shop").reason())
                .isEqualTo("shop.jar and shop.war have the same name: must be one file; the version before runs on");
        Files.delete(second);
        settle();
        assertThat(state("shop").phase()).isEqualTo(Phase.DEPLOYED);
        assertThat(server.deployed).containsEntry("shop", "one");
    }

    @Test
    void nothingIsGoneWhenTheDirectoryIs() throws IOException {
        archive("shop.war", "one");
        settle();
        Path aside = Files.move(home.applications(), directory.resolve("aside"));
        assertThatThrownBy(this::look)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("must be a directory; the applications stay as they are");
        Files.move(aside, home.applications());
        settle();
        assertThat(did).containsExactly("deploy shop");
    }

    @Test
    void otherFilesArePassedOver() throws IOException {
        Files.writeString(home.applications().resolve(".deploy1.tmp"), "half");
        Files.writeString(home.applications().resolve("README"), "text");
        Files.createDirectories(home.applications().resolve("exploded.war"));
        settle();
        assertThat(did).isEmpty();
        assertThat(new ApplicationStates(home).names()).containsExactly("exploded");
        assertThat(state("exploded").reason())
                .isEqualTo("exploded.war: must be a regular file that the server may read");
    }

    @Test
    void statesAndCopiesAreForTheOwnerAloneAndStatesGoAtTheEnd() throws IOException {
        archive("shop.war", "one");
        settle();
        for (String file : List.of("run/applications/shop.state", "run/deployed/shop.war")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        applications.forgetAll();
        assertThat(new ApplicationStates(home).names()).isEmpty();
    }
}
