package ee.qmail.web.console;

import ee.qmail.content.MailContent;
import ee.qmail.contract.Queues;
import ee.qmail.destinations.QueueContents;
import ee.qmail.jms.DeadLetters;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/** One message that is put aside: why, what is in it, the way back, and its end. */
@Named
@RequestScoped
public class LetterPage {
    private static final String LIST = "dead?faces-redirect=true";

    @Inject
    private DeadLetters letters;

    @Inject
    private QueueContents contents;

    private DeadLetters.Letter letter;
    private MailContent content;

    @PostConstruct
    void find() {
        String id = Requests.parameter("id");
        letter = id.isEmpty() ? null : letters.find(id).orElse(null);
        content = letter == null
                ? null
                : contents.find(Queues.DEAD, id)
                        .map(QueueContents.Whole::content)
                        .orElseGet(() -> MailContent.ofText(""));
    }

    public void load() throws IOException {
        if (letter == null) {
            Requests.notFound("no such message is put aside");
        }
    }

    /** Where it comes from, or, where that is not known, where the administrator says. */
    public String putBack() {
        boolean[] isTaken = new boolean[1];
        String queue = letter.queue().isEmpty() ? Requests.parameter("queue") : letter.queue();
        boolean isTried = Change.tried(
                null,
                () -> isTaken[0] =
                        letter.queue().isEmpty() ? letters.sendTo(letter, queue) : letters.sendAgain(letter));
        if (!isTried) {
            return null;
        }
        return told(isTaken[0], "dead.isBack", queue);
    }

    public String drop() {
        return told(letters.drop(letter), "dead.isDropped", letter.id());
    }

    private static String told(boolean isTaken, String key, String argument) {
        if (isTaken) {
            Messages.done(key, argument);
        } else {
            Messages.halted("dead.gone");
        }
        return LIST;
    }

    public LetterRow getRow() {
        return letter == null ? null : LetterRow.of(letter);
    }

    public MailContent getContent() {
        return content;
    }

    /** Those to which it may be sent. */
    public List<String> getQueues() {
        return List.copyOf(new TreeSet<>(Queues.CONSUMED));
    }
}
