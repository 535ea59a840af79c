package ee.qmail.home;

import java.io.IOException;
import java.util.Optional;

/** Where a server is reached by HTTP on its own machine. */
public final class HttpAddress {
    private HttpAddress() {}

    /** The address by the settings of this process; one that means all addresses of the machine becomes its loopback address. */
    public static String bySettings() {
        return "http://" + host(Env.QMAIL_HTTP_BIND.value()) + ":" + Env.QMAIL_HTTP_PORT.port();
    }

    /** The address that the port with TLS listens on, by the settings of this process. */
    public static String secureBind() {
        String own = Env.QMAIL_HTTPS_BIND.value();
        return own.isEmpty() ? Env.QMAIL_HTTP_BIND.value() : own;
    }

    private static String host(String bind) {
        return switch (bind) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "[::]" -> "[::1]";
            default -> bind.contains(":") && !bind.startsWith("[") ? "[" + bind + "]" : bind;
        };
    }

    /**
     * The address of the server of this home: by the settings of this process if it has any, else what the running server has
     * written, if this user can read it.
     */
    public static String of(QmailHome home) {
        if (Env.QMAIL_HTTP_BIND.isGiven() || Env.QMAIL_HTTP_PORT.isGiven()) {
            return bySettings();
        }
        return written(home).orElseGet(HttpAddress::bySettings);
    }

    private static Optional<String> written(QmailHome home) {
        try {
            return AtomicFile.read(home.address()).map(String::strip).filter(address -> !address.isEmpty());
        } catch (IOException e) {
            return Optional.empty(); // of another user: the default is as good a guess as any
        }
    }
}
