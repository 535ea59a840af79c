package ee.qmail.rar.entrance;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The control files as the adapter reads them. On a first start it is there before they are. Safe for use by several threads. */
public final class AdapterControls {
    private final Path directory;
    private volatile ControlFiles files;

    /** @param directory of the control files */
    public AdapterControls(Path directory) {
        this.directory = directory;
    }

    /**
     * The name of this host.
     *
     * @throws IllegalStateException while there is none
     */
    public String me() {
        return current().me();
    }

    /** Tells whether connections from an address begin with the header of a proxy. */
    public boolean isProxy(InetAddress address) {
        return isThere() && current().proxies().contains(address);
    }

    /** Connections that a listener takes at once. */
    int concurrencyincoming() {
        return isThere() ? current().concurrencyincoming() : Integer.MAX_VALUE;
    }

    /** Handshakes of TLS with a network within a minute; 0: no limit. */
    int maxtlsminute() {
        return isThere() ? current().maxtlsminute() : 0;
    }

    /** Octets of a network within a minute; 0: no limit. */
    long maxoctetsminute() {
        return isThere() ? current().maxoctetsminute() : 0;
    }

    private Controls current() {
        if (!isThere()) {
            throw new IllegalStateException(directory + " is not there yet");
        }
        return files.current();
    }

    private boolean isThere() {
        // the file that a first start makes last
        if (files == null && Files.exists(directory.resolve(Setting.ME.fileName()))) {
            files = new ControlFiles(directory, warning -> {}); // the beans say what is wrong there
        }
        return files != null;
    }
}
