package ee.qmail.web.console;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.revision.Author;
import ee.qmail.revision.LineDiff;
import ee.qmail.revision.TextHistory.State;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The changes of a control file: by whom, when and why. */
@Named
@RequestScoped
public class HistoryPage {
    private static final int MOST_LINES = 100;

    /**
     * A change.
     *
     * @param by whose it is, in words
     * @param lines what is different; none if nothing that may be shown is, or a text is not kept
     * @param isUndoable whether it can be taken back
     */
    public record Row(int number, Instant at, String by, String why, List<LineDiff.Line> lines, boolean isUndoable) {}

    @Inject
    private ControlFiles files;

    @Inject
    private Texts texts;

    private Setting setting;
    private List<Row> rows = List.of();

    @PostConstruct
    void find() {
        setting = Setting.ofFile(Requests.parameter("file")).orElse(null);
        if (setting != null) {
            try {
                rows = rows(files.history(setting), texts);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public void load() throws IOException {
        if (setting == null) {
            Requests.notFound("no such control file");
        }
    }

    /** @param states the newest first */
    static List<Row> rows(List<State> states, Texts texts) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            State state = states.get(i);
            boolean isKnown = i + 1 < states.size();
            Optional<Undo> undo = Undo.of(states, Integer.toString(state.number()));
            rows.add(new Row(
                    state.number(),
                    state.at(),
                    state.by().isEmpty() ? isKnown ? texts.of("history.onTheMachine") : "" : state.by(),
                    why(state, texts),
                    undo.map(change -> LineDiff.of(change.before(), change.after(), MOST_LINES))
                            .orElse(List.of()),
                    undo.filter(change ->
                                    change.madeTheFile() || !change.before().equals(change.after()))
                            .isPresent()));
        }
        return rows;
    }

    /** As somebody has written it; what the history says itself, in the language of the reader. */
    private static String why(State state, Texts texts) {
        if (state.why().isEmpty() && state.version().isEmpty()) {
            return texts.of("history.deleted");
        }
        if (state.why().equals(Author.ON_THE_MACHINE.why())) {
            return texts.of("history.byHand");
        }
        return state.why().equals(Author.BEFORE.why()) ? texts.of("history.asItWas") : state.why();
    }

    /** The newest first. */
    public List<Row> getRows() {
        return rows;
    }

    public String getFile() {
        return setting == null ? "" : setting.fileName();
    }

    /** Tells whether it is changed on the machine only, so that nothing is taken back here. */
    public boolean isMachineOnly() {
        return setting != null && setting.isChangedOnTheMachineOnly();
    }
}
