package ee.qmail.log;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {
    private final List<String> lines = new ArrayList<>();
    private final ConnectionLog log = new ConnectionLog(lines::add);

    private static Peer peer(int port) throws UnknownHostException {
        return new Peer(
                new InetSocketAddress(InetAddress.getByName("192.0.2.7"), port),
                new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 25));
    }

    @Test
    void ts5SaysWhoCameWhetherHeMayStayAndHowHeWent() throws UnknownHostException {
        long first = log.opened(peer(40001), true, 20);
        long second = log.opened(peer(40002), false, 20);
        log.ended(second, 0);
        log.ended(first, ConnectionLog.GONE);

        assertThat(lines)
                .containsExactly(
                        "tcpserver: status: 1/20",
                        "tcpserver: pid 1 from 192.0.2.7",
                        "tcpserver: ok 1 :192.0.2.1:25 :192.0.2.7::40001",
                        "tcpserver: status: 2/20",
                        "tcpserver: pid 2 from 192.0.2.7",
                        "tcpserver: deny 2 :192.0.2.1:25 :192.0.2.7::40002",
                        "tcpserver: end 2 status 0",
                        "tcpserver: status: 1/20",
                        "tcpserver: end 1 status 256",
                        "tcpserver: status: 0/20");
    }

    @Test
    void anUnservedConnectionIsLoggedAsExit111() throws UnknownHostException {
        log.unavailable(peer(40001));

        assertThat(lines).containsExactly("tcpserver: pid 1 from 192.0.2.7", "tcpserver: end 1 status 28416");
    }
}
