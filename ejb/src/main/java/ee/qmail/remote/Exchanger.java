package ee.qmail.remote;

import java.net.InetAddress;

/**
 * A host that takes mail, by one of its addresses (CODE-6).
 *
 * @param host its name as the MX record, the domain or the route has it, in small letters; the number of its address if that is all there is. This is
 *     the name that TLS asks for and that its certificate must have
 * @param canonical the name to which a CNAME leads; else the same
 */
public record Exchanger(String host, String canonical, InetAddress address) {}
