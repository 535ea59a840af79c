package ee.qmail.micro;

import ee.qmail.contract.Door;
import ee.qmail.home.Env;
import ee.qmail.home.HttpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether the ports are free before anything is started: a clash is hard to see later. */
final class Ports {
    private Ports() {}

    static void check() throws StartException {
        for (Door door : Door.values()) {
            check(Env.port(door), Env.bindSetting(door), Env.bind(door));
        }
        check(Env.QMAIL_HTTP_PORT, Env.QMAIL_HTTP_BIND, Env.QMAIL_HTTP_BIND.value());
        check(Env.QMAIL_HTTPS_PORT, Env.QMAIL_HTTPS_BIND, HttpAddress.secureBind());
    }

    private static void check(Env setting, Env bind, String address) throws StartException {
        if (setting.isClosed()) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            int port = setting.port();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IllegalArgumentException e) {
            throw new StartException(e.getMessage(), e);
        } catch (IOException e) {
            throw new StartException(
                    "port " + setting.value() + " of " + address + " is not free (" + e.getMessage() + "): set "
                            + setting + " or " + bind + ", or stop what listens there",
                    e);
        }
    }
}
