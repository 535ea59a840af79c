package ee.qmail.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The questions that mail asks the domain name system. Names are without a final dot. Safe for use by several threads.
 */
public interface Dns {
    /**
     * A mail exchanger.
     *
     * @param preference lower ones are tried first
     * @param host empty for the null MX (RFC 7505)
     */
    record Mx(int preference, String host) {}

    /**
     * A host.
     *
     * @param name its own, if it was asked for by another one (a CNAME)
     * @param addresses IPv4 and then IPv6; empty if it has none
     */
    record Host(String name, List<InetAddress> addresses) {}

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

    /** The name of an address that leads back to it; empty if it has none. What only claims to be it does not count. */
    Optional<String> nameOf(InetAddress address) throws TryAgainException;

    /** The TXT records of a name, the strings of each joined; empty if it has none. */
    List<String> texts(String name) throws NoSuchNameException, TryAgainException;

    /** The addresses of a name, and the name to which it leads. */
    Host hostOf(String name) throws NoSuchNameException, TryAgainException;

    /** The IPv4 and then the IPv6 addresses of a name; empty if it has none. */
    default List<InetAddress> addresses(String name) throws NoSuchNameException, TryAgainException {
        return hostOf(name).addresses();
    }
}
