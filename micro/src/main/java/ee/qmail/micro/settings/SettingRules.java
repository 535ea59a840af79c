package ee.qmail.micro.settings;

import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each setting may be. */
final class SettingRules {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final Pattern HOST_AND_PORT = Pattern.compile("\\[?([^\\[\\]]+?)]?:([0-9]{1,5})");
    private static final int MAX_PORT = 65535;

    private SettingRules() {}

    static Optional<String> fault(Env setting) {
        String value = setting.value();
        return switch (setting) {
            case QMAIL_HOME -> home(value);
            case QMAIL_BIND, QMAIL_HTTP_BIND -> address(setting, value);
            case QMAIL_SMTP_BIND,
                    QMAIL_SUBMISSION_BIND,
                    QMAIL_SUBMISSIONS_BIND,
                    QMAIL_POP3_BIND,
                    QMAIL_POP3S_BIND,
                    QMAIL_HTTPS_BIND -> value.isEmpty() ? Optional.empty() : address(setting, value);
            case QMAIL_SMTP_PORT, QMAIL_SUBMISSION_PORT, QMAIL_SUBMISSIONS_PORT, QMAIL_POP3_PORT, QMAIL_POP3S_PORT ->
                setting.isClosed() ? Optional.empty() : port(setting, 0, ", or none");
            case QMAIL_JMS_PORT ->
                value.isEmpty() || setting.isClosed() ? Optional.empty() : port(setting, 0, ", or none");
            case QMAIL_HTTPS_PORT -> setting.isClosed() ? Optional.empty() : port(setting, 1, ", or none");
            case QMAIL_HTTP_PORT -> port(setting, 1, "; the server asks itself there whether it is ready");
            case QMAIL_JMS_URL -> value.isEmpty() ? Optional.empty() : BrokerUrl.fault(value);
            case QMAIL_JMS_USER -> value.isEmpty() ? wrong(setting, value, "a name") : Optional.empty();
            case QMAIL_DB_URL -> databaseUrl(value);
            case QMAIL_ADMIN_PASSWORD -> firstPassword(value);
            case QMAIL_DNS -> value.isEmpty() ? Optional.empty() : dns(value);
            case QMAIL_JMS_PASSWORD, QMAIL_DB_USER, QMAIL_DB_PASSWORD -> Optional.empty(); // any text
        };
    }

    /** Settings that make no sense beside each other. */
    static List<String> contradictions() {
        List<String> faults = new ArrayList<>();
        boolean isOpen = NUMBER.matcher(Env.QMAIL_JMS_PORT.value()).matches()
                && fault(Env.QMAIL_JMS_PORT).isEmpty();
        if (!isOpen) {
            return faults;
        }
        if (!Env.QMAIL_JMS_URL.value().isEmpty()) {
            faults.add("QMAIL_JMS_PORT and QMAIL_JMS_URL are both set: either the broker in this process has a port, or"
                    + " one elsewhere is used");
        } else if (Env.QMAIL_JMS_PASSWORD.value().isEmpty()) {
            faults.add("QMAIL_JMS_PASSWORD is empty: must be set, since QMAIL_JMS_PORT opens the broker to others");
        }
        return faults;
    }

    private static Optional<String> wrong(Env setting, String value, String right) {
        return Optional.of(setting + " is '" + value + "': must be " + right);
    }

    private static Optional<String> home(String value) {
        Path home;
        try {
            home = Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return wrong(Env.QMAIL_HOME, value, "a directory");
        }
        if (value.isEmpty() || Files.exists(home) && !Files.isDirectory(home)) {
            return wrong(Env.QMAIL_HOME, value, "a directory, or what may become one");
        }
        Path there = home;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        return Files.isDirectory(there) && Files.isWritable(there)
                ? Optional.empty()
                : wrong(Env.QMAIL_HOME, value, "a directory that this user may write to, which " + there + " is not");
    }

    private static Optional<String> port(Env setting, int least, String otherwise) {
        String value = setting.value();
        boolean isPort = NUMBER.matcher(value).matches()
                && Integer.parseInt(value) >= least
                && Integer.parseInt(value) <= MAX_PORT;
        return isPort
                ? Optional.empty()
                : wrong(setting, value, "a port number from " + least + " to " + MAX_PORT + otherwise);
    }

    private static Optional<String> address(Env setting, String value) {
        return unusable(value)
                .flatMap(why -> wrong(setting, value, "an address of this machine, or 0.0.0.0 for all" + why));
    }

    /** Tells why nothing can listen on an address, behind a sentence; empty if something can. */
    static Optional<String> unusable(String address) {
        if (address.isEmpty()) {
            return Optional.of(""); // Java takes it for loopback
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("; there is no such host");
        } catch (IOException e) {
            return Optional.of("; the system says: " + e.getMessage());
        }
    }

    private static Optional<String> databaseUrl(String value) {
        return value.isEmpty() || new DatabaseUrl(value).isKnown()
                ? Optional.empty()
                : Optional.of("QMAIL_DB_URL: must begin with jdbc:postgresql: or jdbc:h2:, or not be set");
    }

    /** It is read by the first start that gets as far as the database, which makes the file node. */
    private static Optional<String> firstPassword(String value) {
        boolean isRead = home(Env.QMAIL_HOME.value()).isPresent()
                || !Files.exists(new QmailHome(Path.of(Env.QMAIL_HOME.value())).node());
        return value.isEmpty() || !isRead || Env.isAdministratorPassword(value)
                ? Optional.empty()
                : Optional.of("QMAIL_ADMIN_PASSWORD: must be " + Env.MIN_ADMINISTRATOR_PASSWORD + " to "
                        + Env.MAX_ADMINISTRATOR_PASSWORD
                        + " characters without control characters, or not set: then one is made and shown once");
    }

    private static Optional<String> dns(String value) {
        Matcher match = HOST_AND_PORT.matcher(value);
        if (!match.matches() || !isPort(match.group(2))) {
            return wrong(Env.QMAIL_DNS, value, "a server and its port, such as 127.0.0.1:53");
        }
        return new InetSocketAddress(match.group(1), Integer.parseInt(match.group(2))).isUnresolved()
                ? wrong(Env.QMAIL_DNS, value, "a server and its port; there is no such host")
                : Optional.empty();
    }

    static boolean isPort(String text) {
        return NUMBER.matcher(text).matches() && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MAX_PORT;
    }
}
