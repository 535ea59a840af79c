package ee.qmail.send;

import ee.qmail.control.ControlFiles;
import ee.qmail.mail.Envelope;
import ee.qmail.mail.SpooledBody;
import ee.qmail.queue.Channel;
import ee.qmail.queue.Job;
import ee.qmail.queue.JobMessages;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.Outgoing;
import ee.qmail.queue.QueueException;
import ee.qmail.queue.Queues;
import ee.qmail.queue.Rewriting;
import ee.qmail.queue.Route;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** qmail-send's first half: takes a message from todo and makes its jobs (QS-6). */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = Queues.TODO),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4")
        })
public class QmailSend implements MessageListener {
    @Inject
    private ControlFiles controlFiles;

    @Inject
    private Outbox outbox;

    @Inject
    private SendLogs logs;

    @Override
    public void onMessage(Message message) {
        try {
            SpooledBody body = JobMessages.body((BytesMessage) message);
            try {
                preprocess(JobMessages.job(message, body));
            } finally {
                body.discard();
            }
        } catch (JMSException | IOException e) {
            throw new QueueException("a message of " + Queues.TODO + " cannot be preprocessed", e);
        }
    }

    private void preprocess(Job todo) {
        List<Job> jobs = jobs(todo, new Rewriting(controlFiles.current()));
        logs.newMessage(todo, jobs.size());
        outbox.send(jobs.stream().map(Outgoing::job).toList());
    }

    private record Destination(Channel channel, String domain) {}

    /** One job per channel and domain, in the order of the recipients. */
    static List<Job> jobs(Job todo, Rewriting rewriting) {
        Map<Destination, List<String>> byDestination = new LinkedHashMap<>();
        for (String recipient : todo.envelope().recipients()) {
            Route route = rewriting.route(recipient);
            byDestination
                    .computeIfAbsent(new Destination(route.channel(), route.domain()), key -> new ArrayList<>())
                    .add(route.address());
        }
        List<Job> jobs = new ArrayList<>();
        byDestination.forEach((destination, recipients) -> jobs.add(new Job(
                todo.id(),
                jobs.size() + 1,
                destination.channel(),
                destination.domain(),
                new Envelope(todo.envelope().sender(), recipients),
                todo.body(),
                todo.wireSize(),
                todo.arrival())));
        return jobs;
    }
}
