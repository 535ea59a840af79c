package ee.qmail.micro;

import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import ee.qmail.micro.settings.Ports;
import ee.qmail.micro.settings.SettingsCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is wrong with a start, before anything is made or started for it. */
final class StartCheck {
    private StartCheck() {}

    /**
     * @param arguments of the program
     * @throws StartException with all that is wrong
     */
    static void require(String... arguments) throws StartException {
        List<String> faults = new ArrayList<>(Usage.faults(arguments));
        faults.addAll(
                SettingsCheck.faults(System.getenv(), System.getProperties().stringPropertyNames()));
        homeOrPorts(faults);
        try {
            SettingsCheck.databaseFault(Installation.jar()).ifPresent(faults::add);
        } catch (IOException e) {
            faults.add(e.getMessage());
        }
        if (!faults.isEmpty()) {
            throw new StartException(faults);
        }
    }

    /** Where a server runs in the home already, its ports are most likely those that this one has been told. */
    private static void homeOrPorts(List<String> faults) {
        boolean isHome = SettingsCheck.fault(Env.QMAIL_HOME).isEmpty();
        Optional<String> trouble =
                isHome ? HomeLock.trouble(new QmailHome(Path.of(Env.QMAIL_HOME.value()))) : Optional.empty();
        trouble.ifPresentOrElse(faults::add, () -> faults.addAll(Ports.faults()));
    }
}
