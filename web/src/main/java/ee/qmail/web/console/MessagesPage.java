package ee.qmail.web.console;

import ee.qmail.control.ControlFiles;
import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistorySearch;
import ee.qmail.history.HistoryState;
import ee.qmail.history.facts.HistoryLag;
import ee.qmail.web.MessageCsv;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** "Where is my message?": everything that has moved, by what somebody knows of it. */
@Named
@RequestScoped
public class MessagesPage {
    private static final int ROWS = 50;
    private static final String PAGE = "messages";

    @Inject
    private HistorySearch history;

    @Inject
    private HistoryLag lag;

    @Inject
    private ControlFiles files;

    @Inject
    private Texts texts;

    private MessageQuestion question;
    private boolean isSubjectKept;
    private String after;
    private PageMarks marks;
    private String problem = "";
    private List<MessageRow> rows = List.of();
    private Long next;
    private Instant searchedTo;

    @PostConstruct
    void find() {
        isSubjectKept = files.current().isSubjectKept();
        question = new MessageQuestion(Requests::parameter, isSubjectKept, ZoneId.systemDefault());
        after = Requests.parameter(MessageQuestion.AFTER);
        marks = new PageMarks(Requests.parameter(PageMarks.BEFORE));
        try {
            ask(question.query(ROWS));
        } catch (WrongException e) {
            problem = texts.of(e.key(), e.value());
        }
    }

    private void ask(HistoryQuery query) {
        HistorySearch.Page page = history.find(query);
        rows = page.entries().stream().map(entry -> MessageRow.of(entry, texts)).toList();
        next = page.next();
        searchedTo = page.searchedTo();
    }

    /** A condition of the form, as it was typed. */
    public String of(String name) {
        return question.of(name);
    }

    /** One that is a time. */
    public String time(String name) {
        return question.time(name);
    }

    /** Tells whether the conditions behind the box are shown at once. */
    public boolean isMore() {
        return question.hasMore();
    }

    public boolean isSubjectKept() {
        return isSubjectKept;
    }

    /** The states that can be chosen: those that belong together first. */
    public List<StateWord> getStates() {
        List<StateWord> states = new ArrayList<>(List.of(
                new StateWord("waiting", texts.of("messages.state.waiting"), ""),
                new StateWord("arrived", texts.of("messages.state.arrived"), ""),
                new StateWord("refused", texts.of("messages.state.refused"), "")));
        for (HistoryState state : HistoryState.values()) {
            states.add(StateWord.of(state, texts));
        }
        return states;
    }

    /** A sentence about what cannot be used; empty if all can. */
    public String getProblem() {
        return problem;
    }

    /** A sentence about how far history is behind; empty if it is not worth one. */
    public String getBehind() {
        HistoryLag.Backlog backlog = lag.now();
        return backlog.isMuch() ? texts.of("messages.behind", Times.length(backlog.time())) : "";
    }

    public List<MessageRow> getRows() {
        return rows;
    }

    /** Tells whether there may be more than what was found, further back. */
    public boolean isStopped() {
        return next != null && rows.size() < ROWS;
    }

    /** Back to when all has been looked at. */
    public Instant getSearchedTo() {
        return searchedTo;
    }

    /** Tells whether nothing was asked for. */
    public boolean isEverything() {
        return question.conditions().isEmpty();
    }

    /** Tells whether it is not the newest page. */
    public boolean isLater() {
        return !after.isEmpty();
    }

    /** The address of the newest page. */
    public String getNewest() {
        return at(Map.of());
    }

    /** The address of the page before this one; null if that is not known. */
    public String getNewer() {
        return isLater() && marks.hasNewer() ? at(marks.newer()) : null;
    }

    /** The address of the page behind this one; null if there is none. */
    public String getOlder() {
        return next == null ? null : at(marks.older(after, next.toString()));
    }

    private String at(Map<String, String> place) {
        Map<String, String> all = new LinkedHashMap<>(question.conditions());
        all.putAll(place);
        return Pages.address(Pages.path(PAGE), all);
    }

    /** The address of what was found, as a table. */
    public String getTable() {
        return Pages.address(Pages.table(), question.conditions());
    }

    /** Rows of that at most. */
    public int getMostInTable() {
        return MessageCsv.MOST;
    }
}
