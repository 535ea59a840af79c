package ee.qmail.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.application.ApplicationState.Phase;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationStatesTest {
    private static final ApplicationState FAILED = new ApplicationState(
            "shop", Phase.FAILED, "2026 17 (dev=1,ino=2)", Instant.EPOCH, "answer 'Größe' = \\ : # !", true);

    @TempDir
    private Path directory;

    @Test
    void whatIsPublishedIsRead() throws IOException {
        ApplicationStates states = new ApplicationStates(new QmailHome(directory));
        assertThat(states.names()).isEmpty();
        states.clear();
        states.publish(FAILED);
        assertThat(states.names()).containsExactly("shop");
        assertThat(states.find("shop")).contains(FAILED);
        states.remove("shop");
        states.remove("shop");
        assertThat(states.find("shop")).isEmpty();
    }

    @Test
    void statesOfAnEarlierRunAreForgotten() throws IOException {
        ApplicationStates states = new ApplicationStates(new QmailHome(directory));
        states.clear();
        states.publish(FAILED);
        states.clear();
        assertThat(states.names()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsSaidSo() throws IOException {
        ApplicationStates states = new ApplicationStates(new QmailHome(directory));
        states.clear();
        Files.writeString(directory.resolve("run/applications/shop.state"), "phase=eaten\n");
        assertThatThrownBy(() -> states.find("shop"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the state of application shop makes no sense: ");
    }

    @Test
    void namesHaveAPattern() {
        assertThat(ApplicationFile.isPermitted("shop-1.2_b")).isTrue();
        for (String name :
                new String[] {"", ".shop", "-shop", "a/b", "..", "shop:1", "sh op", "qmail", "broker", "qmail-ee"}) {
            assertThat(ApplicationFile.isPermitted(name)).as(name).isFalse();
        }
        assertThat(ApplicationFile.isArchive("shop.war")).isTrue();
        assertThat(ApplicationFile.isArchive("shop.ear")).isFalse();
        assertThat(ApplicationFile.nameOf(Path.of("applications/shop-1.2.war"))).isEqualTo("shop-1.2");
    }
}
