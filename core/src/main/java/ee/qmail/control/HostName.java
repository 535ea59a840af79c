package ee.qmail.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Finds a name for this host: the first content of control/me in a new home. */
public final class HostName {
    private HostName() {}

    /** Lower case; {@code localhost} if the machine has no usable name. Asks the operating system, so it may block. */
    public static String guess() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return Setting.ME.check(name).isEmpty() && name.matches(".*[a-z].*") ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
