package ee.qmail.remote;

import java.net.InetAddress;
import java.util.List;

/** What mail asks of the domain name system. Names are without a final dot. Safe for use by several threads. */
public interface Dns {
    /**
     * A mail exchanger.
     *
     * @param preference lower ones are tried first
     * @param host empty for the null MX (RFC 7505)
     */
    record Mx(int preference, String host) {}

    /** There is no such name. */
    final class NoSuchNameException extends Exception {
        private static final long serialVersionUID = 1;

        public NoSuchNameException(String message) {
            super(message);
        }
    }

    /** It cannot be known now. */
    final class TryAgainException extends Exception {
        private static final long serialVersionUID = 1;

        public TryAgainException(String message) {
            super(message);
        }
    }

    /** The MX records of a name in any order; empty if it has none. */
    List<Mx> mx(String name) throws NoSuchNameException, TryAgainException;

    /** The IPv4 and then the IPv6 addresses of a name; empty if it has none. */
    List<InetAddress> addresses(String name) throws NoSuchNameException, TryAgainException;
}
