package ee.qmail.tcpserver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A numeric address in the place of a domain: {@code 1.2.3.4}, {@code [1.2.3.4]}, {@code [IPv6:::1]} (RM-4). */
public final class AddressLiteral {
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final String TAG = "IPv6:";

    private AddressLiteral() {}

    /** Empty if it is a name. */
    public static Optional<InetAddress> parse(String host) {
        String inside = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        String number = inside.regionMatches(true, 0, TAG, 0, TAG.length()) ? inside.substring(TAG.length()) : inside;
        if (!IPV4.matcher(number).matches() && !IPV6.matcher(number).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(number));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
