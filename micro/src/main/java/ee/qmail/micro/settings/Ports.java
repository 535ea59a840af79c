package ee.qmail.micro.settings;

import ee.qmail.contract.Door;
import ee.qmail.home.Env;
import ee.qmail.home.HttpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks whether the ports are free before anything is started, and each for one door: a clash is hard to see later. */
public final class Ports {
    private static final int FIRST_OF_ALL_USERS = 1024;

    /**
     * A port that is going to be opened.
     *
     * @param bind the setting that gives it another address
     */
    private record Wanted(Env setting, Env bind, String address) {
        /** Any free port clashes with nothing, and a value that is a fault has been told. */
        boolean isDefinite() {
            return !setting.isClosed()
                    && SettingRules.isPort(setting.value())
                    && SettingRules.unusable(address).isEmpty();
        }

        boolean isBeside(Wanted other) throws IOException {
            InetAddress mine = InetAddress.getByName(address);
            InetAddress theirs = InetAddress.getByName(other.address);
            return setting.port() == other.setting.port()
                    && (mine.equals(theirs) || mine.isAnyLocalAddress() || theirs.isAnyLocalAddress());
        }

        private String change() {
            return "set " + setting + " or " + bind;
        }
    }

    private Ports() {}

    /** Each port that cannot be opened, in one sentence with its setting. */
    public static List<String> faults() {
        List<String> faults = new ArrayList<>();
        List<Wanted> before = new ArrayList<>();
        for (Wanted port : wanted()) {
            if (port.isDefinite()) {
                fault(port, before).ifPresent(faults::add);
                before.add(port);
            }
        }
        return faults;
    }

    private static List<Wanted> wanted() {
        List<Wanted> all = new ArrayList<>();
        for (Door door : Door.values()) {
            all.add(new Wanted(Env.port(door), Env.bindSetting(door), Env.bind(door)));
        }
        all.add(new Wanted(Env.QMAIL_HTTP_PORT, Env.QMAIL_HTTP_BIND, Env.QMAIL_HTTP_BIND.value()));
        all.add(new Wanted(Env.QMAIL_HTTPS_PORT, Env.QMAIL_HTTPS_BIND, HttpAddress.secureBind()));
        all.add(new Wanted(Env.QMAIL_JMS_PORT, Env.QMAIL_BIND, Env.QMAIL_BIND.value()));
        return all;
    }

    private static Optional<String> fault(Wanted port, List<Wanted> before) {
        try (ServerSocket socket = new ServerSocket()) {
            for (Wanted other : before) {
                if (port.isBeside(other)) {
                    return Optional.of("port " + port.setting.value() + " of " + port.address + " is to be that of "
                            + other.setting + " and of " + port.setting + ": " + port.change() + " to another");
                }
            }
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(port.address), port.setting.port()));
            return Optional.empty();
        } catch (IOException e) {
            boolean isPrivileged = port.setting.port() < FIRST_OF_ALL_USERS;
            return Optional.of("port " + port.setting.value() + " of " + port.address + " is not free ("
                    + e.getMessage() + "): " + port.change() + " to another, or stop what listens there"
                    + (isPrivileged ? "; below 1024 a port needs CAP_NET_BIND_SERVICE" : ""));
        }
    }
}
