package ee.qmail.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSettingsTest {
    @TempDir
    private Path directory;

    @QmailServer(
            mailboxes = "ana",
            aliases = "all=a@x.example,b@x.example",
            control = "badmailfrom=a=b@x.example",
            environment = "QMAIL_DB_URL=")
    private static final class Wishes {}

    @QmailServer(aliases = "orders")
    private static final class NoTarget {}

    @QmailServer(applications = "target/none.war")
    private static final class NoApplication {}

    @QmailServer(applications = "pom.xml")
    private static final class NoArchive {}

    private static ServerSettings of(Class<?> test) {
        return ServerSettings.of(test.getAnnotation(QmailServer.class));
    }

    @Test
    void pairsAreCutAtTheFirstSign() {
        ServerSettings settings = of(Wishes.class);
        assertThat(settings.domain()).isEqualTo("example.org");
        assertThat(settings.jvm()).isEqualTo(ServerProcess.QUICK_START);
        assertThat(settings.aliases()).containsEntry("all", "a@x.example,b@x.example");
        assertThat(settings.control()).containsEntry("badmailfrom", "a=b@x.example");
        assertThat(settings.environment()).containsEntry("QMAIL_DB_URL", "");
    }

    @Test
    void wishesThatCannotBeMeantAreNamed() {
        assertThatThrownBy(() -> of(NoTarget.class)).hasMessage("alias 'orders': must be as orders=jms:queue:orders");
        assertThatThrownBy(() -> of(NoApplication.class))
                .hasMessageContaining("application 'target/none.war': must be a file")
                .hasMessageContaining(
                        Path.of("target/none.war").toAbsolutePath().toString());
        assertThatThrownBy(() -> of(NoArchive.class)).hasMessageContaining("must be a file *.war or *.jar");
    }

    @Test
    void theJarIsNamedOrInTheClassPath() throws Exception {
        Path jar = Files.createFile(directory.resolve("a b.jar"));
        assertThat(ServerJar.inClassPath(new URI("jar:" + jar.toUri() + "!/ee/qmail/micro/QmailMicro.class").toURL()))
                .isEqualTo(jar);
        assertThatThrownBy(() -> ServerJar.inClassPath(directory.toUri().toURL()))
                .hasMessageContaining("as classes")
                .hasMessageContaining("must be a jar");
        assertThatThrownBy(ServerJar::find).hasMessageContaining("ee.qmail:qmail-micro");
        try {
            System.setProperty(ServerJar.PROPERTY, jar.toString());
            assertThat(ServerJar.find()).isEqualTo(jar);
            System.setProperty(ServerJar.PROPERTY, directory.toString());
            assertThatThrownBy(ServerJar::find).hasMessageContaining("must be a file, qmail-micro.jar");
        } finally {
            System.clearProperty(ServerJar.PROPERTY);
        }
    }

    @Test
    void noPortIsGivenTwice() {
        assertThat(FreePorts.take(200)).doesNotHaveDuplicates().allMatch(port -> port >= 10_000 && port < 16_000);
    }

    @Test
    void anApplicationThatIsNotThereIsSeenInTheOutput() {
        String line =
                "qmail:  17.1 s  application shop was not deployed: bean shop.Bad: answer 'x': must be queue or commit";
        assertThat(ServerHome.refused(List.of("qmail:  16.0 s  application orders is at /orders", line, "ready")))
                .contains(line);
        assertThat(ServerHome.refused(List.of("qmail:  16.0 s  application orders is at /orders")))
                .isEmpty();
    }
}
