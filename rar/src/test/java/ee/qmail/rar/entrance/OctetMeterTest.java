package ee.qmail.rar.entrance;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.guard.NetworkRates;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OctetMeterTest {
    @TempDir
    private Path control;

    private final AtomicLong now = new AtomicLong();
    private final Reads reads = new Reads();
    private NetworkLimits limits;
    private EmbeddedChannel channel;

    private static final class Reads extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void read(ChannelHandlerContext context) {
            count++;
            context.read();
        }
    }

    @BeforeEach
    void open() throws IOException {
        Files.writeString(control.resolve("me"), "mx.example.org\n");
        Files.writeString(control.resolve("maxoctetsminute"), "1000\n");
        Files.writeString(control.resolve("maxtlsminute"), "2\n");
        limits = new NetworkLimits(new AdapterControls(control), new NetworkRates(now::get));
        channel = new EmbeddedChannel();
        channel.config().setAutoRead(false);
        channel.freezeTime();
        channel.pipeline().addLast(reads, new OctetMeter(limits, InetAddress.getByName("192.0.2.7")));
        reads.count = 0;
    }

    private void octets(int count) {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[count]));
    }

    @Test
    void abuse4WhatANetworkSendsBeyondItsLimitIsReadInTheNextMinute() {
        octets(1000);
        channel.read();
        assertThat(reads.count).isEqualTo(1);

        now.addAndGet(TimeUnit.SECONDS.toNanos(20));
        octets(1);
        channel.read();
        channel.read();
        channel.advanceTimeBy(39, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(reads.count).isEqualTo(1);
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(reads.count).isEqualTo(2);
    }

    @Test
    void whatComesAndGoesIsCounted() {
        OctetMeter meter = channel.pipeline().get(OctetMeter.class);
        assertThat(meter.received() + meter.sent()).isZero();
        octets(7);
        octets(2);
        channel.writeOneOutbound(Unpooled.wrappedBuffer(new byte[5]), channel.newPromise());
        channel.flush();
        assertThat(meter.received()).isEqualTo(9);
        assertThat(meter.sent()).isEqualTo(5);
        assertThat(meter.idle()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void abuse4WhatThisHostSendsIsCountedAndNeverWaits() throws IOException {
        channel.pipeline().removeLast();
        channel.pipeline().addLast(new OctetMeter(limits, InetAddress.getByName("127.0.0.1")));
        octets(1001);
        reads.count = 0;
        channel.read();
        assertThat(reads.count).isEqualTo(1);
        assertThat(channel.pipeline().get(OctetMeter.class).received()).isEqualTo(1001);
        assertThat(limits.minute(InetAddress.getByName("127.0.0.1")).octets()).isZero();
    }

    @Test
    void abuse4HandshakesOfANetworkAreLimitedByTheMinute() throws IOException {
        InetAddress client = InetAddress.getByName("192.0.2.7");
        assertThat(limits.admitTls(client)).isTrue();
        assertThat(limits.admitTls(client)).isTrue();
        assertThat(limits.admitTls(client)).isFalse();
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(limits.admitTls(client)).isTrue();
    }
}
