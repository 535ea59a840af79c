package ee.qmail.rar.entrance;

import ee.qmail.guard.NetworkRates;
import java.net.InetAddress;

/**
 * The limits of a client's network by the minute, at all doors of an adapter together (ABUSE-4). The bean decides about connections, by
 * {@link ee.qmail.contract.Load}. Safe for use by several threads.
 */
public final class NetworkLimits {
    private final AdapterControls controls;
    private final NetworkRates rates;

    /** @param controls for the limits */
    public NetworkLimits(AdapterControls controls, NetworkRates rates) {
        this.controls = controls;
        this.rates = rates;
    }

    /** Connections that a listener takes at once. */
    public int mostConnections() {
        return controls.concurrencyincoming();
    }

    /** Counts a connection; returns how many the network has made within a minute. */
    public int countConnection(InetAddress network) {
        return rates.connection(network);
    }

    /** Counts a handshake; false if the network has had too many. */
    public boolean admitTls(InetAddress network) {
        int begun = rates.handshake(network);
        int most = controls.maxtlsminute();
        return most == 0 || begun <= most;
    }

    /** Tells what is counted for a network; counts nothing. */
    public NetworkRates.Minute minute(InetAddress network) {
        return rates.minute(network);
    }

    /** Counts octets; returns nanoseconds for which nothing more is read from the network, 0 for none. */
    long pause(InetAddress network, int octets) {
        long most = controls.maxoctetsminute();
        return most == 0 ? 0 : rates.octets(network, octets, most);
    }
}
