package ee.qmail.start;

import ee.qmail.application.BeansFile;
import ee.qmail.attempts.AttemptMarks;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.home.Env;
import ee.qmail.home.HostName;
import ee.qmail.home.Locales;
import ee.qmail.home.NodeId;
import ee.qmail.home.QmailHome;
import ee.qmail.home.StartFailure;
import ee.qmail.lspawn.AssignFile;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.logging.Logger;

/** Makes what the beans share but what belongs to core: the home directory and the control files in it. */
@ApplicationScoped
public class Configuration {
    private static final Logger LOG = Logger.getLogger("ee.qmail.control");

    private final QmailHome home =
            new QmailHome(Path.of(Env.QMAIL_HOME.value()).toAbsolutePath().normalize());
    private ControlFiles controlFiles;
    private AssignFile assign;
    private BeansFile beans;
    private NodeId node;
    private AttemptMarks marks;

    @PostConstruct
    void open() {
        try {
            prepare();
        } catch (RuntimeException e) {
            StartFailure.tell(e);
            throw e;
        }
    }

    /** On a full application server no launcher has prepared the home. */
    private void prepare() {
        Locales.trouble().ifPresent(LOG::warning);
        try {
            for (Path closed : new FirstStart(home).prepare(HostName.guess())) {
                LOG.warning(closed + " was open to others than its owner, which it is not any more");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    home.root() + " (QMAIL_HOME) cannot be prepared, must be a directory this server may write to: "
                            + e.getMessage(),
                    e);
        }
        node = node(home);
        controlFiles = new ControlFiles(home.control(), LOG::warning);
        assign = new AssignFile(home.assign(), LOG::warning);
        marks = AttemptMarks.open(home.spool().getParent());
        beans = new BeansFile(home.beans(), LOG::warning);
    }

    private static NodeId node(QmailHome home) {
        try {
            return NodeId.of(home);
        } catch (IOException e) {
            throw new UncheckedIOException("the name of this server cannot be read or made: " + e.getMessage(), e);
        }
    }

    @PreDestroy
    void close() {
        marks.close();
    }

    @Produces
    AttemptMarks marks() {
        return marks;
    }

    @Produces
    QmailHome home() {
        return home;
    }

    @Produces
    ControlFiles controlFiles() {
        return controlFiles;
    }

    @Produces
    AssignFile assign() {
        return assign;
    }

    @Produces
    BeansFile beans() {
        return beans;
    }

    @Produces
    NodeId node() {
        return node;
    }
}
