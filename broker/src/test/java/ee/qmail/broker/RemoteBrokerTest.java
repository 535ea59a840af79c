package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.ResourceAdapterInternalException;
import org.junit.jupiter.api.Test;

class RemoteBrokerTest {
    private static final String NETTY = "org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory";

    @Test
    void oneServer() throws Exception {
        RemoteBroker broker = RemoteBroker.parse("tcp://broker.example.org:61617");

        assertThat(broker.classNames()).isEqualTo(NETTY);
        assertThat(broker.parameters().split(";")).contains("host=broker.example.org", "port=61617");
        assertThat(broker.isReplicated()).isFalse();
    }

    @Test
    void twoOfWhichOneStandsInForTheOther() throws Exception {
        RemoteBroker broker = RemoteBroker.parse("(tcp://one.example.org:1,tcp://two.example.org:2)?ha=true");

        assertThat(broker.classNames()).isEqualTo(NETTY + "," + NETTY);
        assertThat(broker.parameters().split(","))
                .hasSize(2)
                .satisfiesExactly(
                        one -> assertThat(one).contains("host=one.example.org"),
                        two -> assertThat(two).contains("host=two.example.org"));
        assertThat(broker.isReplicated()).isTrue();
    }

    @Test
    void whatIsNoAddressIsNamed() {
        for (String wrong : new String[] {"broker.example.org", "http://broker.example.org:61616", "tcp://"}) {
            assertThatThrownBy(() -> RemoteBroker.parse(wrong))
                    .isInstanceOf(ResourceAdapterInternalException.class)
                    .hasMessageContaining("QMAIL_JMS_URL) is '" + wrong + "': must be");
        }
    }
}
