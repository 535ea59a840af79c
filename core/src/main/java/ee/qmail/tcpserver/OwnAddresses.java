package ee.qmail.tcpserver;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.function.Predicate;

/** The addresses of this host's interfaces, all that never leave it (127.0.0.0/8), and the one that means "here" (RM-5). */
public final class OwnAddresses implements Predicate<InetAddress> {
    @Override
    public boolean test(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            throw new IllegalStateException("cannot list this host's network interfaces", e);
        }
    }
}
