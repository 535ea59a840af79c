package ee.qmail.send;

import ee.qmail.control.ControlFiles;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.Job;
import ee.qmail.log.Multilog;
import ee.qmail.log.SendLog;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.QueueId;
import ee.qmail.meter.Meter;
import ee.qmail.queue.MessageLog;
import ee.qmail.routing.Rewriting;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Writes {@code log/send/current} (qmail-log(5)), and remembers how many jobs of a message are open so that the
 * message ends once. After a restart, and of the oldest of very many messages, the number is not known: then each job that ends says {@code end msg}.
 */
@ApplicationScoped
public class SendLogger implements MessageLog {
    /** A busy server writes a megabyte a second; a file that is full is synced to the disk. */
    private static final long FILE_SIZE = 16_000_000;

    private static final int FILES = 10;
    /** Messages of which the open jobs are known. A message may end on another server, or never have been stored. */
    private static final int MOST_OPEN = 100_000;

    private static final int PAUSE_MILLIS = 100;

    @Resource
    private ManagedScheduledExecutorService executor;

    private final QmailHome home;
    private final ControlFiles controlFiles;

    private final Map<QueueId, Integer> openJobs = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<QueueId, Integer> eldest) {
            return size() > MOST_OPEN;
        }
    });
    /** Deliveries do not wait for the log. */
    Executor background = task -> executor.schedule(task, PAUSE_MILLIS, TimeUnit.MILLISECONDS);

    private Multilog multilog;
    private SendLog log;

    /** For the container's proxies. */
    protected SendLogger() {
        this(null, null);
    }

    @Inject
    public SendLogger(QmailHome home, ControlFiles controlFiles) {
        this.home = home;
        this.controlFiles = controlFiles;
    }

    @PostConstruct
    void open() {
        multilog = Multilog.inBackground(home.sendLog(), FILE_SIZE, FILES, Clock.systemUTC(), background);
        log = new SendLog(multilog::append, controlFiles::current);
        log.status();
    }

    @Override
    public void newMessage(QueueId id, long bytes, String sender, int jobs) {
        Meter.QUEUED.count();
        openJobs.put(id, jobs);
        log.newMsg(id);
        log.infoMsg(id, bytes, sender);
    }

    @Override
    public void notStored(QueueId id) {
        openJobs.remove(id);
        log.endMsg(id);
    }

    /** One line for each recipient, whose address is written as the sender knows it; their numbers go to {@link #ended}. */
    List<Long> starting(Job job) {
        List<Long> numbers = new ArrayList<>();
        Rewriting rewriting = new Rewriting(controlFiles.current());
        for (String recipient : job.envelope().recipients()) {
            numbers.add(log.startingDelivery(job.channel(), job.id(), rewriting.display(job.channel(), recipient)));
        }
        return numbers;
    }

    void ended(Job job, List<Long> numbers, List<DeliveryReport> reports) {
        for (int i = 0; i < numbers.size(); i++) {
            DeliveryReport report = reports.get(i);
            log.delivery(numbers.get(i), job.channel(), report.outcome(), report.text() + "\n");
            Meter.DELIVERIES.count(job.channel().toString(), report.outcome().word());
        }
    }

    void bounced(Job job, QueueId bounce) {
        Meter.BOUNCES.count();
        log.bounceMsg(job.id(), bounce);
    }

    void tripleBounce(Job job) {
        log.tripleBounce(job.id());
    }

    void jobEnded(Job job) {
        Integer left = openJobs.computeIfPresent(job.id(), (id, count) -> count == 1 ? null : count - 1);
        if (left == null) {
            log.endMsg(job.id());
        }
    }

    @PreDestroy
    void close() {
        log.exiting();
        try {
            multilog.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the last lines of the log are not written", e);
        }
    }
}
