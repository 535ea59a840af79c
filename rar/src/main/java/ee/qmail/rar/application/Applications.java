package ee.qmail.rar.application;

import ee.qmail.attempts.WorkNotes;
import ee.qmail.contract.MailConsumer.Door;
import ee.qmail.contract.Queues;
import ee.qmail.control.ControlFiles;
import ee.qmail.rar.listener.ListenerSpec;
import ee.qmail.rar.smtp.SmtpService;
import ee.qmail.rar.work.Workers;
import jakarta.resource.spi.BootstrapContext;
import java.time.Clock;
import java.util.Map;
import java.util.logging.Logger;

/** What all beans of applications share: threads, and the limits of how much of them each may have. Safe for use by several threads. */
public final class Applications {
    private static final Logger LOG = Logger.getLogger(Applications.class.getName());

    private final BootstrapContext context;
    private ControlFiles controlFiles;
    private BeanCalls calls;

    public Applications(BootstrapContext context) {
        this.context = context;
    }

    /** Read for the first bean, since the server's home may be new; from then on one that cannot be read is as it was. */
    synchronized ControlFiles controlFiles() {
        if (controlFiles == null) {
            controlFiles = new ControlFiles(ListenerSpec.home().control(), LOG::warning);
        }
        return controlFiles;
    }

    synchronized BeanCalls calls() {
        if (calls == null) {
            ControlFiles files = controlFiles();
            BeanGate gate = new BeanGate(
                    Map.of(
                            Door.QUEUE,
                            () -> Math.min(Queues.LOCAL_WORKERS, files.current().concurrencylocal()),
                            Door.SMTP,
                            () -> SmtpService.APPLICATIONS),
                    System::nanoTime);
            calls = new BeanCalls(
                    gate,
                    new Workers(context.getWorkManager()),
                    System::nanoTime,
                    new BeanLog(LOG::warning, System::nanoTime),
                    WorkNotes.open(
                            ListenerSpec.home().queue().resolve("mail-in-beans"),
                            note -> LOG.warning("the server ended while it worked on " + note)),
                    BeanTrials.open(ListenerSpec.home().queue().resolve("beans"), Clock.systemUTC(), LOG::warning));
        }
        return calls;
    }

    /** The server stops, and no bean is called any more. */
    public synchronized void close() {
        if (calls != null) {
            calls.close();
        }
    }
}
