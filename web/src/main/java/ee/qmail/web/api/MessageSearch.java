package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistoryState;
import ee.qmail.message.QueueId;
import ee.qmail.web.ClientAddress;
import ee.qmail.web.MessageCsv;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of {@code GET /api/messages} as a question. One that is not known is refused: a misspelled condition would find too much. */
final class MessageSearch {
    private static final int MOST = 1_000;
    private static final int DEFAULT_MAX = 100;
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(
            "sender",
            "recipient",
            "address",
            "domain",
            "id",
            "messageId",
            "subject",
            "client",
            "state",
            "since",
            "until",
            "after",
            "max"));

    private final Map<String, List<String>> given;

    private MessageSearch(Map<String, List<String>> given) {
        this.given = given;
    }

    static HistoryQuery query(Map<String, List<String>> parameters) {
        requireNoneBut(KNOWN, parameters);
        MessageSearch search = new MessageSearch(parameters);
        String id = search.text("id");
        String after = search.text("after");
        String max = search.text("max");
        return new HistoryQuery(
                search.maybeEmpty("sender"),
                search.text("recipient"),
                search.text("address"),
                search.text("domain"),
                id == null ? null : new QueueId(Numbers.number("id", id, 1, Long.MAX_VALUE, "a queue id")),
                search.text("messageId"),
                search.text("subject"),
                client(search.text("client")),
                states(search.text("state")),
                time("since", search.text("since")),
                time("until", search.text("until")),
                after == null
                        ? null
                        : Numbers.number("after", after, 1, Long.MAX_VALUE, "the after of an earlier answer"),
                max == null ? DEFAULT_MAX : Numbers.max(max, MOST),
                null);
    }

    /** For {@link MessageCsv}, which goes on by itself. */
    static HistoryQuery table(Map<String, List<String>> parameters) {
        if (parameters.containsKey("max")) {
            throw new InvalidInputException("max: must not be given for a table, which has at most " + MessageCsv.MOST);
        }
        Map<String, List<String>> whole = new HashMap<>(parameters);
        whole.put("max", List.of(Integer.toString(MessageCsv.AT_ONCE)));
        return query(whole);
    }

    static void requireNoneBut(Set<String> known, Map<String, List<String>> parameters) {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                String right =
                        known.isEmpty() ? "; there are none here" : "; must be one of " + String.join(", ", known);
                throw new InvalidInputException("parameter '" + name + "': is not known" + right);
            }
        }
    }

    private String maybeEmpty(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new InvalidInputException(name + ": must be given once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private String text(String name) {
        String value = maybeEmpty(name);
        if (value != null && value.isEmpty()) {
            throw new InvalidInputException(name + ": must not be empty");
        }
        return value;
    }

    private static String client(String text) {
        return text == null
                ? null
                : ClientAddress.of(text)
                        .orElseThrow(() -> new InvalidInputException(
                                "client '" + text + "': must be an address, as 192.0.2.7 or 2001:db8::7"));
    }

    private static Set<HistoryState> states(String text) {
        if (text == null) {
            return null;
        }
        Set<HistoryState> states = EnumSet.noneOf(HistoryState.class);
        for (String word : text.split(",", -1)) {
            states.addAll(HistoryState.named(word).orElseThrow(() -> noState(word)));
        }
        return states;
    }

    private static InvalidInputException noState(String word) {
        StringBuilder words = new StringBuilder("waiting, arrived, refused");
        for (HistoryState state : HistoryState.values()) {
            words.append(", ").append(state.word());
        }
        return new InvalidInputException("state '" + word + "': must be one or several of " + words);
    }

    static Instant time(String name, String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidInputException(name + " '" + text + "': must be a time, as 2026-11-30T10:00:00Z");
        }
    }
}
