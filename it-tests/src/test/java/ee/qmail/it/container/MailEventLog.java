package ee.qmail.it.container;

import ee.qmail.jms.MailEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bean of the application that is told what happens to mail, and fails at that. */
@ApplicationScoped
public class MailEventLog {
    private static final List<MailEvent> EVENTS = new CopyOnWriteArrayList<>();

    void happened(@Observes MailEvent event) {
        EVENTS.add(event);
        throw new IllegalStateException("planned");
    }

    static List<MailEvent> of(String recipient) {
        return EVENTS.stream()
                .filter(event -> event.recipient().equals(recipient))
                .toList();
    }
}
