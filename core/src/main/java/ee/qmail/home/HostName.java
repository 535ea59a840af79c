package ee.qmail.home;

import ee.qmail.address.DomainName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The name of this host: the first content of control/me in a new home. */
public final class HostName {
    /** A domain of this name is served here, with a postmaster, and these are not longer (VP-7). */
    public static final int LONGEST = 96;

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private HostName() {}

    /** Tells whether a server can have this name. */
    public static boolean isValid(String name) {
        String ascii = DomainName.ascii(name);
        return ascii.length() <= LONGEST && NAME.matcher(ascii).matches();
    }

    /** Lower case; {@code localhost} if the machine has no usable name. Asks the operating system, so it may block. */
    public static String guess() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return isValid(name) && name.matches(".*[a-z].*") ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
