package ee.qmail.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The numeric address of a client, as history keeps it. */
public final class ClientAddress {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private ClientAddress() {}

    /** Empty if it is none; names are not looked up. */
    public static Optional<String> of(String text) {
        try {
            if (V4.matcher(text).matches()) {
                return Optional.of(InetAddress.getByName(text).getHostAddress());
            }
            // brackets keep the JDK from taking it for a name
            return V6.matcher(text).matches()
                    ? Optional.of(InetAddress.getByName("[" + text + "]").getHostAddress())
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
