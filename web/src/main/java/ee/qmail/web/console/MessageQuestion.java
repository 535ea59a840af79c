package ee.qmail.web.console;

import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistoryState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The form of the page of messages, as it stands in the address, and the question that it is. */
final class MessageQuestion {
    static final String BOX = "q";
    static final String AFTER = "after";

    /** The sender of bounces. */
    private static final String NOBODY = "<>";

    private static final List<String> MORE = List.of("sender", "recipient", "subject", "state", "from", "until");
    private static final SearchBox EMPTY = new SearchBox(null, null, null, null, null, null);

    private final Map<String, String> given = new LinkedHashMap<>();
    private final String after;
    private final boolean isSubjectKept;
    private final ZoneId zone;

    /** @param parameters of the address, each by its name; an empty text for one that is not there */
    MessageQuestion(UnaryOperator<String> parameters, boolean isSubjectKept, ZoneId zone) {
        this.isSubjectKept = isSubjectKept;
        this.zone = zone;
        put(BOX, parameters);
        MORE.forEach(name -> put(name, parameters));
        if (!isSubjectKept) {
            given.remove("subject");
        }
        after = parameters.apply(AFTER);
    }

    private void put(String name, UnaryOperator<String> parameters) {
        String value = parameters.apply(name).strip();
        if (!value.isEmpty()) {
            given.put(name, value);
        }
    }

    /** Empty if it is not given. */
    String of(String name) {
        return given.getOrDefault(name, "");
    }

    /** The conditions that are given, by the names of their parameters. */
    Map<String, String> conditions() {
        return Collections.unmodifiableMap(given);
    }

    /** Tells whether there are others than the box. */
    boolean hasMore() {
        return MORE.stream().anyMatch(given::containsKey);
    }

    HistoryQuery query(int max) throws WrongException {
        SearchBox box = box();
        String sender = given.get("sender");
        return new HistoryQuery(
                NOBODY.equals(sender) ? "" : sender,
                given.get("recipient"),
                box.address(),
                box.domain(),
                box.id(),
                box.messageId(),
                box.subject() == null ? given.get("subject") : box.subject(),
                box.client(),
                states(),
                instant("from"),
                instant("until"),
                mark(),
                max,
                null);
    }

    private SearchBox box() throws WrongException {
        String typed = of(BOX);
        if (typed.isEmpty()) {
            return EMPTY;
        }
        boolean mayBeSubject = isSubjectKept && !given.containsKey("subject");
        return SearchBox.of(typed, mayBeSubject)
                .orElseThrow(() ->
                        new WrongException(isSubjectKept ? "messages.wrong.box" : "messages.wrong.boxWithout", typed));
    }

    private Set<HistoryState> states() throws WrongException {
        String word = given.get("state");
        if (word == null) {
            return null;
        }
        return HistoryState.named(word).orElseThrow(() -> new WrongException("messages.wrong.state", word));
    }

    private Instant instant(String name) throws WrongException {
        return TimeField.given(given.get(name), zone);
    }

    /** A time as the field for it has it; empty for none. */
    String time(String name) {
        try {
            return TimeField.show(instant(name), zone);
        } catch (WrongException e) {
            return ""; // the page says what was given instead
        }
    }

    private Long mark() throws WrongException {
        if (after.isEmpty()) {
            return null;
        }
        if (!after.matches("[0-9]{1,18}|[0-8][0-9]{18}")) {
            throw new WrongException("messages.wrong.page", after);
        }
        return Long.parseLong(after);
    }
}
