package ee.qmail.proxy;

import ee.qmail.contract.Peer;
import ee.qmail.contract.Tls;
import java.net.InetSocketAddress;

/**
 * What a proxy tells of a connection.
 *
 * @param isLocal the connection is the proxy's own, a health check: it stands for no client and is not logged as one
 * @param source the client; null if the proxy does not tell, so that the connection's own ends count
 * @param destination the address that the client has connected to; null exactly when the source is
 * @param tls the TLS session that the proxy has ended; null if it has ended none. Its suite is as the proxy calls it, mostly by OpenSSL's name, and {@value
 *     #NOT_TOLD} if it does not tell; no certified address, which the proxy does not check as this server does
 * @param authority the host that the client asked for, such as the name in SNI; null if the proxy does not tell
 */
public record ProxyHeader(
        boolean isLocal, InetSocketAddress source, InetSocketAddress destination, Tls tls, String authority) {
    /** In the place of a version or a suite. */
    public static final String NOT_TOLD = "unknown";

    static final ProxyHeader LOCAL = new ProxyHeader(true, null, null, null, null);
    /** A client's, which has come by something else than TCP over IP; or, in version 1, which has no other word for it, a health check. */
    static final ProxyHeader OTHER = new ProxyHeader(false, null, null, null, null);

    /** Both ends of the client's connection, as far as they are told: else those of the connection that came (PROXY-3). */
    public Peer peer(Peer connection) {
        return source == null ? connection : new Peer(source, destination);
    }
}
