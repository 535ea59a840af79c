package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.log.ConnectionLog;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {
    @TempDir
    private Path control;

    private Connections connections;
    private final EmbeddedChannel first = new EmbeddedChannel();
    private final EmbeddedChannel second = new EmbeddedChannel();

    @BeforeEach
    void open() throws IOException {
        Files.writeString(control.resolve("me"), "mx.example.org\n");
        Files.writeString(control.resolve("concurrencyincoming"), "2\n");
        connections = new Connections(new ConnectionLog(line -> {}), Entrances.of(Door.SUBMISSIONS, null, control));
    }

    private Connections.Place enter(EmbeddedChannel channel, String address) throws IOException {
        return connections.enter(channel, InetAddress.getByName(address));
    }

    @Test
    void connectionsAreCountedInAllPerNetworkAndByTheMinute() throws IOException {
        assertThat(enter(first, "192.0.2.7").load()).isEqualTo(new Load(1, 1, 1));
        Connections.Place place = enter(second, "192.0.2.7");
        assertThat(place.load()).isEqualTo(new Load(2, 2, 2));
        assertThat(place.leave()).isTrue();
        assertThat(place.leave()).isFalse();
        assertThat(enter(second, "192.0.2.7").load()).isEqualTo(new Load(2, 2, 3));
    }

    /** Handshakes that are begun from everywhere, and left. */
    @Test
    void whereAllPlacesAreTakenTheEldestHandshakeMakesRoom() throws IOException {
        enter(first, "192.0.2.7").beginHandshake();
        Connections.Place younger = enter(second, "192.0.2.8");
        younger.beginHandshake();

        Connections.Place third = enter(new EmbeddedChannel(), "192.0.2.9");
        assertThat(third.load().connections()).isEqualTo(2);
        assertThat(first.isOpen()).isTrue();
        third.admit();
        assertThat(first.isOpen()).isFalse();
        assertThat(second.isOpen()).isTrue();
    }

    @Test
    void aConnectionThatIsRefusedPushesNobodyOut() throws IOException {
        enter(first, "192.0.2.7").beginHandshake();
        enter(second, "192.0.2.8").beginHandshake();
        assertThat(enter(new EmbeddedChannel(), "192.0.2.9").leave()).isTrue();
        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isTrue();
    }

    @Test
    void asManyAreLetInAsHandshakesCanMakeRoomFor() throws IOException {
        enter(first, "192.0.2.7").beginHandshake();
        enter(second, "192.0.2.8");
        assertThat(enter(new EmbeddedChannel(), "192.0.2.9").load().connections())
                .isEqualTo(2);
        assertThat(enter(new EmbeddedChannel(), "192.0.2.9").load().connections())
                .isEqualTo(3);
    }

    @Test
    void aConnectionBehindItsHandshakeMakesNoRoom() throws IOException {
        Connections.Place place = enter(first, "192.0.2.7");
        place.beginHandshake();
        place.endHandshake();
        enter(second, "192.0.2.8");

        Connections.Place third = enter(new EmbeddedChannel(), "192.0.2.9");
        third.admit();
        assertThat(third.load().connections()).isEqualTo(3);
        assertThat(first.isOpen()).isTrue();
    }

    @Test
    void oneThatIsGoneBeforeItsHandshakeBeginsMakesNoRoom() throws IOException {
        Connections.Place gone = enter(first, "192.0.2.7");
        gone.leave();
        gone.beginHandshake();
        enter(first, "192.0.2.7");
        enter(second, "192.0.2.8");

        assertThat(enter(new EmbeddedChannel(), "192.0.2.9").load().connections())
                .isEqualTo(3);
    }
}
