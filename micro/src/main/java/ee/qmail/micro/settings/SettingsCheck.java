package ee.qmail.micro.settings;

import ee.qmail.home.Env;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings of this process, looked at before anything is made of them. May block for names, and for a database that does not answer. */
public final class SettingsCheck {
    private SettingsCheck() {}

    /**
     * All faults of the values alone, each in one sentence that names the setting.
     *
     * @param variables the environment
     * @param properties names of the system properties
     */
    public static List<String> faults(Map<String, String> variables, Set<String> properties) {
        List<String> faults = new ArrayList<>(UnknownNames.among(variables, properties));
        for (Env setting : Env.values()) {
            fault(setting).ifPresent(faults::add);
        }
        faults.addAll(SettingRules.contradictions());
        return faults;
    }

    /** The fault of one value, if it has one. */
    public static Optional<String> fault(Env setting) {
        return SettingRules.fault(setting);
    }

    /**
     * Asks the database of {@code QMAIL_DB_URL} for a connection, if there is one and its address makes sense.
     *
     * @param jar this very one, which has the drivers
     */
    public static Optional<String> databaseFault(Path jar) {
        DatabaseUrl url = new DatabaseUrl(Env.QMAIL_DB_URL.value());
        if (url.value().isEmpty() || !url.isKnown()) {
            return Optional.empty();
        }
        try (BundledJar driver = BundledJar.open(jar, url.driverJar(), ClassLoader.getPlatformClassLoader())) {
            return url.troubleIfThere(driver.classes(), DatabaseUrl.user(), DatabaseUrl.password())
                    .map(why -> "the database at QMAIL_DB_URL cannot be opened: " + why);
        }
    }
}
