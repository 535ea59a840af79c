package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerDoorTest {
    private final AtomicInteger known = new AtomicInteger();

    private EmbeddedChannel stranger() {
        return new EmbeddedChannel(new Stranger(known::incrementAndGet));
    }

    private static ByteBuf begin() {
        return Unpooled.copiedBuffer("ARTEMIS", StandardCharsets.US_ASCII);
    }

    private static ByteBuf frame(int length, byte type, int octets) {
        return Unpooled.buffer().writeInt(length).writeByte(type).writeZero(octets);
    }

    @Test
    void aStrangerMaySayHelloInAnyPieces() {
        EmbeddedChannel channel = stranger();
        ByteBuf all =
                Unpooled.wrappedBuffer(begin(), frame(12, PacketImpl.PING, 11), frame(9, PacketImpl.CREATESESSION, 8));
        while (all.isReadable()) {
            channel.writeInbound(all.readBytes(1));
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aLargeFrameAnotherProtocolAndAPacketForThoseWhoAreKnownAreRefused() {
        for (ByteBuf octets : List.of(
                Unpooled.copiedBuffer("POST / HTTP/1.1\r\n", StandardCharsets.US_ASCII),
                Unpooled.wrappedBuffer(begin(), frame(0x7ffffff0, PacketImpl.CREATESESSION, 4_000_000)),
                Unpooled.wrappedBuffer(begin(), frame(-1, PacketImpl.CREATESESSION, 8)),
                Unpooled.wrappedBuffer(begin(), frame(Stranger.LARGEST_FRAME + 1, PacketImpl.PING, 1)),
                Unpooled.wrappedBuffer(
                        begin(), frame(9, PacketImpl.PING, 8), frame(50, PacketImpl.SESS_XA_START, 49)))) {
            EmbeddedChannel channel = stranger();
            channel.writeInbound(octets);
            assertThat(channel.isOpen()).isFalse();
            assertThat(channel.inboundMessages()).isEmpty();
            assertThat(octets.refCnt()).isZero();
        }
    }

    @Test
    void aStrangerHasToLogInInTimeAndIsThenLetAlone() {
        EmbeddedChannel silent = stranger();
        EmbeddedChannel friend = stranger();
        friend.attr(Stranger.KNOWN).set(true);
        for (EmbeddedChannel channel : List.of(silent, friend)) {
            channel.freezeTime();
            channel.advanceTimeBy(Stranger.SECONDS_TO_LOG_IN + 1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(silent.isOpen()).isFalse();

        friend.writeInbound(frame(1_000_000, PacketImpl.SESS_SEND, 8));
        assertThat(friend.isOpen()).isTrue();
        assertThat(friend.pipeline().get(Stranger.class)).isNull();
        assertThat(known).hasValue(1);
    }

    @Test
    void strangersOfOneNetworkAreLimitedAndThoseOfAnotherAreNot() throws Exception {
        try (BrokerDoor door = new BrokerDoor(connection -> {})) {
            List<EmbeddedChannel> first = new ArrayList<>();
            for (int i = 0; i <= BrokerDoor.MAX_STRANGERS_OF_A_NETWORK; i++) {
                first.add(entered(door, "192.0.2.1"));
            }
            assertThat(first.stream().filter(EmbeddedChannel::isOpen)).hasSize(BrokerDoor.MAX_STRANGERS_OF_A_NETWORK);
            assertThat(entered(door, "192.0.2.2").isOpen()).isTrue();

            first.get(0).attr(Stranger.KNOWN).set(true);
            first.get(0).writeInbound(begin());
            assertThat(entered(door, "192.0.2.1").isOpen()).isTrue();
        }
    }

    private static EmbeddedChannel entered(BrokerDoor door, String address) throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        door.enter(channel, InetAddress.getByName(address));
        return channel;
    }

    @Test
    void aClientWithThePasswordSendsAndReceivesBesideStrangers(@TempDir Path directory) throws Exception {
        EmbeddedBroker broker =
                new EmbeddedBroker(directory, "127.0.0.1", 0, new BrokerSecurity(Map.of("qmail", "right")));
        broker.start();
        InetSocketAddress address = broker.address();
        try (Socket stranger = new Socket(address.getAddress(), address.getPort());
                ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + address.getPort())) {
            stranger.setSoTimeout(10_000);
            stranger.getOutputStream().write("ARTEMIS\u007f\0\0\0\1".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> factory.createContext("qmail", "wrong").start())
                    .isInstanceOf(JMSRuntimeException.class);
            factory.createContext("qmail", "right").close(); // Artemis keeps the password
            try (JMSContext jms = factory.createContext("qmail", "right")) {
                String large = "0123456789".repeat(500_000);
                jms.createProducer().send(jms.createQueue("orders"), large);
                assertThat(jms.createConsumer(jms.createQueue("orders")).receiveBody(String.class, 10_000))
                        .isEqualTo(large);
            }
        } finally {
            broker.stop();
        }
    }
}
