package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.ResourceAdapterInternalException;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;
import org.apache.activemq.artemis.ra.inflow.ActiveMQActivationSpec;
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
    void aParameterIsTakenForAllConnections() throws Exception {
        ActiveMQResourceAdapter adapter = new ActiveMQResourceAdapter();
        RemoteBroker.parse("(tcp://one.example.org:1?sslEnabled=true,tcp://two.example.org:2)"
                        + "?ha=true&callTimeout=7000&connectionTTL=9000&consumerWindowSize=65536")
                .configure(adapter, "qmail", "x");

        assertThat(adapter.getCallTimeout()).isEqualTo(7_000);
        assertThat(adapter.getConnectionTTL()).isEqualTo(9_000);
        assertThat(adapter.getConsumerWindowSize()).isEqualTo(65_536);
        assertThat(adapter.getConnectionParameters().split(",")[0]).contains("sslEnabled=true");
    }

    @Test
    void consumersReconnectForEverAndSendersFailAtOnce() throws Exception {
        ActiveMQResourceAdapter adapter = new ActiveMQResourceAdapter();
        ActiveMQActivationSpec consumer = new ActiveMQActivationSpec();
        RemoteBroker broker = RemoteBroker.parse("tcp://broker.example.org:61617");
        broker.configure(adapter, "qmail", "x");
        broker.keepConnected(consumer);

        assertThat(adapter.getReconnectAttempts()).isZero();
        assertThat(consumer.getReconnectAttempts()).isEqualTo(-1);
    }

    @Test
    void aParameterThatIsNotKnownOrMakesNoSenseIsRefusedByItsName() {
        for (String[] wrong : new String[][] {
            {"tcp://b.example.org:1?reconnectAttempts=5", "parameter 'reconnectAttempts' is not known here"},
            {"(tcp://a:1,tcp://b:2)?ha=true&calltimeout=5", "parameter 'calltimeout' is not known here"},
            {"(tcp://a:1?bogus=1,tcp://b:2)?ha=true", "parameter 'bogus'"},
            {"tcp://b.example.org:1?callTimeout=soon", "parameter 'callTimeout' is 'soon'"},
            {"tcp://b.example.org:1?connectionTTL=-1", "parameter 'connectionTTL' is '-1'"},
            {"tcp://b.example.org:1?compressLargeMessage=yes", "must be true or false"}
        }) {
            assertThatThrownBy(() -> RemoteBroker.parse(wrong[0]))
                    .as(wrong[0])
                    .isInstanceOf(ResourceAdapterInternalException.class)
                    .hasMessageContaining("QMAIL_JMS_URL")
                    .hasMessageContaining(wrong[1]);
        }
    }

    @Test
    void anInvalidUrlIsNamedInTheError() {
        for (String wrong : new String[] {"broker.example.org", "http://broker.example.org:61616", "tcp://"}) {
            assertThatThrownBy(() -> RemoteBroker.parse(wrong))
                    .isInstanceOf(ResourceAdapterInternalException.class)
                    .hasMessageContaining("QMAIL_JMS_URL) is '" + wrong + "': must be");
        }
    }
}
