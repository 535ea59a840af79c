package ee.qmail.web.console;

import ee.qmail.destinations.ApplicationQueues;
import ee.qmail.destinations.ApplicationQueues.ApplicationQueue;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The JMS queues to which aliases lead mail. */
@Named
@RequestScoped
public class ApplicationsPage {
    @Inject
    private ApplicationQueues all;

    @Inject
    private Texts texts;

    private List<ApplicationQueue> queues = List.of();

    @PostConstruct
    void find() {
        queues = all.list();
    }

    /** A dash for what the broker does not tell. */
    public String count(long count) {
        return count < 0 ? "–" : texts.number(count);
    }

    public List<ApplicationQueue> getQueues() {
        return queues;
    }
}
