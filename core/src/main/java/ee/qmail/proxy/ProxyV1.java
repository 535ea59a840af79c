package ee.qmail.proxy;

import ee.qmail.tcpserver.AddressLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Version 1, a line (PROXY-2). An IPv4 address that is mapped into IPv6 is taken for the IPv4 address that it is. */
final class ProxyV1 {
    static final String BEGIN = "PROXY ";
    /** Octets of the longest line, with CRLF. */
    static final int LONGEST = 107;

    private static final String PORT = "(0|[1-9][0-9]{0,4})";
    private static final Pattern TCP =
            Pattern.compile("PROXY TCP([46]) ([0-9A-Fa-f.:]+) ([0-9A-Fa-f.:]+) " + PORT + " " + PORT + "\r\n");
    /** What stands behind it is nobody's business. */
    private static final Pattern UNKNOWN = Pattern.compile("PROXY UNKNOWN(?: [^\r\n]*)?\r\n");

    private static final int LAST_PORT = 65_535;

    private ProxyV1() {}

    /** @param line with CRLF */
    static ProxyHeader parse(String line) throws MalformedProxyHeaderException {
        if (UNKNOWN.matcher(line).matches()) {
            return ProxyHeader.OTHER;
        }
        Matcher fields = TCP.matcher(line);
        if (!fields.matches()) {
            throw new MalformedProxyHeaderException("the line is no header of version 1");
        }
        boolean isV6 = fields.group(1).equals("6");
        return new ProxyHeader(
                false,
                address(isV6, fields.group(2), fields.group(4)),
                address(isV6, fields.group(3), fields.group(5)),
                null,
                null);
    }

    private static InetSocketAddress address(boolean isV6, String address, String port)
            throws MalformedProxyHeaderException {
        int number = Integer.parseInt(port);
        boolean isRight = address.contains(":") == isV6 && number <= LAST_PORT;
        InetAddress ip = isRight ? AddressLiteral.parse(address).orElse(null) : null;
        if (ip == null) {
            throw new MalformedProxyHeaderException("an address or a port in the line is none");
        }
        return new InetSocketAddress(ip, number);
    }
}
