package ee.qmail.web.console;

import ee.qmail.deferred.QueueFilter;
import ee.qmail.deferred.WaitingJobs.Order;
import ee.qmail.deferred.WaitingJobs.Place;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.message.Reason;
import ee.qmail.text.Sentence;
import ee.qmail.web.QueueQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The place in the list of waiting jobs that stands in the address: conditions, order, and where the page begins. */
public final class QueuePlace {
    private static final String ORDER = "sort";
    private static final String AFTER = "after";
    private static final String BACKWARDS = "-";
    /** Ages that can be chosen. */
    static final List<String> AGES = List.of("1h", "4h", "1d", "3d");

    private final String path;
    private final Map<String, String> given = new LinkedHashMap<>();
    private final QueueFilter filter;
    private final Order order;
    private final Place after;
    private final List<Sentence> problems = new ArrayList<>();
    private boolean isNowhere;

    /** @param parameter the value of a parameter of the address, an empty text if it has none */
    QueuePlace(String path, Function<String, String> parameter, Instant now) {
        this.path = path;
        List<String> names = new ArrayList<>(QueueQuestion.NAMES);
        names.add(ORDER);
        names.add(AFTER);
        for (String name : names) {
            String value = parameter.apply(name).strip();
            if (!value.isEmpty()) {
                given.put(name, value);
            }
        }
        filter = filter(now);
        order = order();
        after = after();
    }

    private QueueFilter filter(Instant now) {
        try {
            return QueueQuestion.filter(given::get, now);
        } catch (InvalidInputException e) {
            problems.addAll(e.problems());
            return QueueFilter.ALL;
        }
    }

    private Order order() {
        try {
            return QueueQuestion.order(given.get(ORDER));
        } catch (InvalidInputException e) {
            given.remove(ORDER); // the list is shown all the same
            return Order.ARRIVAL;
        }
    }

    private Place after() {
        String text = given.get(AFTER);
        if (text == null) {
            return null;
        }
        Place place = Place.of(text, order).orElse(null);
        isNowhere = place == null;
        return place;
    }

    /** Tells whether the address has a place that is none in such a list. */
    boolean isNowhere() {
        return isNowhere;
    }

    /** What is wrong with the conditions; nothing is to be done with what they leave then. */
    List<Sentence> problems() {
        return problems;
    }

    QueueFilter filter() {
        return filter;
    }

    Order byOrder() {
        return order;
    }

    boolean isBackwards() {
        return QueueQuestion.isBackwards(given.get(ORDER));
    }

    /** Null for the beginning. */
    Place behind() {
        return after;
    }

    /** Tells whether there are conditions. */
    public boolean isFiltered() {
        return given.keySet().stream().anyMatch(QueueQuestion.NAMES::contains);
    }

    public boolean isFirst() {
        return after == null;
    }

    /** The value of a condition, an empty text if there is none. */
    public String value(String name) {
        return given.getOrDefault(name, "");
    }

    /** Conditions and order, for the hidden fields of a form. */
    public List<Map.Entry<String, String>> getAll() {
        return List.copyOf(given.entrySet());
    }

    /** The conditions alone. */
    public List<Map.Entry<String, String>> getConditions() {
        return given.entrySet().stream()
                .filter(each -> QueueQuestion.NAMES.contains(each.getKey()))
                .toList();
    }

    public String getPath() {
        return path;
    }

    /** The address of this place. */
    public String here() {
        return Pages.address(path, given);
    }

    /** That of the beginning of the list. */
    public String getBeginning() {
        return without(List.of(AFTER));
    }

    /** That of the whole list. */
    public String getWhole() {
        return path;
    }

    /** That of this list without a condition. */
    public String but(String name) {
        return without(List.of(AFTER, name));
    }

    private String without(List<String> names) {
        Map<String, String> kept = new LinkedHashMap<>(given);
        kept.keySet().removeAll(names);
        return Pages.address(path, kept);
    }

    /** That of this list with one more condition. */
    public String with(String name, String value) {
        Map<String, String> kept = new LinkedHashMap<>(given);
        kept.remove(AFTER);
        kept.put(name, value);
        return Pages.address(path, kept);
    }

    /** That of the next page. */
    String later(Place next) {
        Map<String, String> kept = new LinkedHashMap<>(given);
        kept.put(AFTER, next.text());
        return Pages.address(path, kept);
    }

    /** That of the list in an order; backwards if it is in this order now. */
    public String sorted(String by) {
        Map<String, String> kept = new LinkedHashMap<>(given);
        kept.remove(AFTER);
        kept.put(ORDER, isBy(by) && !isBackwards() ? BACKWARDS + by : by);
        return Pages.address(path, kept);
    }

    /** As {@code aria-sort} wants it. */
    public String direction(String by) {
        return isBy(by) ? isBackwards() ? "descending" : "ascending" : "none";
    }

    private boolean isBy(String by) {
        return QueueQuestion.word(order).equals(by);
    }

    /** The sentence of a reason in an address; the word itself if it is none. */
    static String gist(String word) {
        for (Reason reason : Reason.values()) {
            if (QueueQuestion.word(reason).equals(word)) {
                return gist(reason);
            }
        }
        return word;
    }

    static String gist(Reason reason) {
        String gist = reason.gist().replace('\n', ' ');
        return gist.equals("…") ? QueueQuestion.word(reason) : gist;
    }
}
