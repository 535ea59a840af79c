package ee.qmail.web.console;

import ee.qmail.jms.DeadLetters;
import ee.qmail.jms.DeadLetters.Letter;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The messages that are put aside: the first hundred of them. */
@Named
@RequestScoped
public class DeadPage {
    private static final int ROWS = 100;
    private static final String LIST = "dead?faces-redirect=true";

    @Inject
    private DeadLetters letters;

    private List<Letter> found = List.of();

    @PostConstruct
    void find() {
        // one more tells whether there are more
        found = letters.list(ROWS + 1);
    }

    /** Sends those that were chosen to the queues that they come from. */
    public String putBack() {
        List<Letter> chosen = chosen();
        long back = chosen.stream()
                .filter(letter -> !letter.queue().isEmpty())
                .filter(letters::sendAgain)
                .count();
        return told(chosen, back, "dead.areBack");
    }

    /** Removes those that were chosen for good. */
    public String drop() {
        List<Letter> chosen = chosen();
        return told(chosen, chosen.stream().filter(letters::drop).count(), "dead.areDropped");
    }

    private List<Letter> chosen() {
        return Requests.parameters("letter").stream()
                .filter(Predicate.not(String::isEmpty))
                .map(letters::find)
                .flatMap(Optional::stream)
                .toList();
    }

    private static String told(List<Letter> chosen, long done, String key) {
        if (chosen.isEmpty()) {
            Messages.error(null, "dead.noneChosen");
            return null;
        }
        Messages.done(key, done);
        if (done < chosen.size()) {
            Messages.halted("dead.stay", chosen.size() - done);
        }
        return LIST;
    }

    public List<LetterRow> getRows() {
        return found.stream().limit(ROWS).map(LetterRow::of).toList();
    }

    /** Tells whether there are more than the page has. */
    public boolean isMore() {
        return found.size() > ROWS;
    }
}
