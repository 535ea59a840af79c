package ee.qmail.micro;

import ee.qmail.home.Env;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Looks whether the ports are free before anything is started: a clash is hard to see later. */
final class Ports {
    private Ports() {}

    static void check() throws StartException {
        for (Env setting : List.of(Env.QMAIL_SMTP_PORT, Env.QMAIL_POP3_PORT, Env.QMAIL_HTTP_PORT)) {
            check(setting);
        }
    }

    private static void check(Env setting) throws StartException {
        try (ServerSocket socket = new ServerSocket()) {
            int port = setting.port();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(Env.QMAIL_BIND.value()), port));
        } catch (IllegalArgumentException e) {
            throw new StartException(e.getMessage(), e);
        } catch (IOException e) {
            throw new StartException(
                    "port " + setting.value() + " of " + Env.QMAIL_BIND.value() + " is not free (" + e.getMessage()
                            + "): set " + setting + " or QMAIL_BIND, or stop what listens there",
                    e);
        }
    }
}
