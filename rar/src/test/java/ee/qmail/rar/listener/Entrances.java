package ee.qmail.rar.listener;

import ee.qmail.contract.Door;
import ee.qmail.guard.NetworkRates;
import ee.qmail.rar.entrance.AdapterControls;
import ee.qmail.rar.entrance.Encryption;
import ee.qmail.rar.entrance.Entrance;
import ee.qmail.rar.entrance.NetworkLimits;
import java.nio.file.Path;

/** Ways in for tests, each with counts of its own. */
final class Entrances {
    private Entrances() {}

    /** @param control directory of the control files; without one there are no limits */
    static Entrance of(Door door, Encryption encryption, Path control) {
        AdapterControls controls = new AdapterControls(control);
        NetworkLimits limits = new NetworkLimits(controls, new NetworkRates(System::nanoTime));
        return new Entrance(door, encryption, controls, limits);
    }
}
