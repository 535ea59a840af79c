package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.junit.jupiter.api.Test;

class BrokerSecurityTest {
    private final BrokerSecurity security = new BrokerSecurity(Map.of("qmail", "right"));

    private boolean isLetIn(String address, String password) {
        RemotingConnection connection = (RemotingConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RemotingConnection.class},
                (proxy, method, arguments) -> method.getName().equals("getRemoteAddress") ? address : null);
        return security.authenticate("qmail", password, connection, null) != null;
    }

    @Test
    void onlyTheRightPasswordLetsIn() {
        assertThat(isLetIn("/192.0.2.1:4711", "right")).isTrue();
        assertThat(isLetIn("/192.0.2.1:4711", "wrong")).isFalse();
    }

    @Test
    void wrongPasswordsDelayOnlyTheirOwnAddress() {
        for (int i = 0; i < 6; i++) {
            isLetIn("192.0.2.2:" + (40_000 + i), "wrong");
        }
        assertThat(isLetIn("192.0.2.2:50000", "right")).isFalse();
        assertThat(isLetIn("192.0.2.3:50000", "right")).isTrue();
        assertThat(isLetIn("/[2001:db8::1]:50000", "right")).isTrue();
    }

    @Test
    void anApplicationThatWasRightIsLetInBesideThem() {
        assertThat(isLetIn("192.0.2.4:50000", "right")).isTrue();
        for (int i = 0; i < 5; i++) {
            isLetIn("192.0.2.4:50001", "wrong");
        }
        assertThat(isLetIn("192.0.2.4:50002", "right")).isTrue();
    }
}
