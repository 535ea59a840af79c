package ee.qmail.micro;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** What a new home's control/me says until an administrator knows better. */
final class HostName {
    private HostName() {}

    static String guess() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return name.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?") && name.matches(".*[a-z].*") ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
