package ee.qmail.start;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.QmailHome;
import ee.qmail.env.Env;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import java.util.logging.Logger;

/** Makes what the beans share but what belongs to core: the home directory and the control files in it. */
@ApplicationScoped
public class Configuration {
    private static final Logger LOG = Logger.getLogger("ee.qmail.control");

    private final QmailHome home =
            new QmailHome(Path.of(Env.QMAIL_HOME.value()).toAbsolutePath().normalize());
    private final ControlFiles controlFiles = new ControlFiles(home.control(), LOG::warning);

    @Produces
    QmailHome home() {
        return home;
    }

    @Produces
    ControlFiles controlFiles() {
        return controlFiles;
    }
}
