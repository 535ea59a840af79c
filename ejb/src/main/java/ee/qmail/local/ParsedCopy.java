package ee.qmail.local;

import ee.qmail.jms.Job;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.mime.MailParser;
import ee.qmail.mime.ParsedMail;
import ee.qmail.mime.UnparsableMailException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A copy for an application that is taken apart when it is sent, in memory as a whole. A mail that cannot be taken apart goes raw: the
 * mail is not to be lost, and no attempt would end otherwise.
 *
 * @param properties those of the raw form
 * @param raw the raw form
 */
record ParsedCopy(Job job, Map<String, Object> properties, QueuedMessage.Content raw) implements QueuedMessage.Content {
    /** Property that says which form a copy has. */
    static final String FORM = "qmail_form";

    static final String RAW = "raw";
    static final String PARSED = "parsed";

    /** Octets; a larger mail goes raw. */
    static final int LARGEST = 16 * 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(ParsedCopy.class.getName());

    @Override
    public Message in(Session session) throws JMSException, IOException {
        byte[] octets;
        try (InputStream in = job.body().open()) {
            octets = in.readNBytes(LARGEST);
        }
        ParsedMail mail;
        try {
            mail = MailParser.parse(octets);
        } catch (UnparsableMailException e) {
            log(e);
            return raw.in(session);
        }
        Map<String, Object> all = new HashMap<>(properties);
        all.putAll(mail.properties());
        all.put(FORM, PARSED);
        return QueuedMessage.map(all, mail.entries()).in(session);
    }

    /** In one line, since anybody may send such mail; but a fault of ours with all there is to it. */
    private void log(UnparsableMailException e) {
        if (e.getCause() instanceof RuntimeException) {
            LOG.log(Level.WARNING, e, () -> "message " + job.id() + " goes to an application in raw form");
        } else {
            LOG.log(Level.INFO, "message {0} goes to an application in raw form: {1}", new Object[] {
                job.id(), e.getMessage()
            });
        }
    }
}
