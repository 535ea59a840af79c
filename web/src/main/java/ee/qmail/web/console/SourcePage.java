package ee.qmail.web.console;

import ee.qmail.content.MailContent;
import ee.qmail.content.WaitingContent;
import ee.qmail.message.QueueId;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;

/** What is in a message that waits. */
@Named
@RequestScoped
public class SourcePage {
    private static final int SHORT = 6;

    @Inject
    private WaitingContent contents;

    private QueueId id;
    private MailContent content;

    @PostConstruct
    void find() {
        try {
            id = QueueId.parse(Requests.parameter("id"));
            content = contents.of(id).orElse(null);
        } catch (IllegalArgumentException e) {
            id = null; // load() answers 404
        }
    }

    public void load() throws IOException {
        if (content == null) {
            Requests.notFound("no such message waits");
        }
    }

    public String getId() {
        return String.valueOf(id);
    }

    public String getShortId() {
        String text = getId();
        return text.length() <= SHORT ? text : "…" + text.substring(text.length() - SHORT);
    }

    public MailContent getContent() {
        return content;
    }
}
