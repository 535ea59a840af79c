package ee.qmail.httpd;

import java.net.InetAddress;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/** The limits, asked at each connection: the control files may change. */
record Limits(IntSupplier mostConnections, IntSupplier mostOfOne, Predicate<InetAddress> trusted) {
    int connections() {
        return mostConnections.getAsInt();
    }

    /** From one address, or one network of IPv6. */
    int connectionsOfOne() {
        return mostOfOne.getAsInt();
    }

    /** Tells whether this client speaks for many others. */
    boolean isTrustedProxy(InetAddress client) {
        return trusted.test(client);
    }
}
