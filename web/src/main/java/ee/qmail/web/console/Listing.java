package ee.qmail.web.console;

import ee.qmail.address.DomainLookup;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A list of which one page is shown. Filter, order and page stand in the address: a page that is loaded again, gone back to or opened after a change
 * is in the same place.
 *
 * @param <T> of its rows
 */
public final class Listing<T> {
    /** Rows of a page. */
    static final int SIZE = 50;

    private static final int NEAR = 3;
    private static final String FILTER = "q";
    private static final String ORDER = "sort";
    private static final String PAGE = "page";
    private static final String BACKWARDS = "-";

    private final String path;
    private final Map<String, String> about;
    private final Map<String, String> place;
    private final String firstOrder;
    private final List<T> rows;
    private final int all;
    private final int total;
    private final int page;

    /**
     * @param path of its page
     * @param about what the page is about, by the names of its parameters
     * @param place as {@link #place()} tells it
     * @param all of its rows
     * @param words of a row, in which the filter looks
     * @param orders by the names that stand in the address; the first is that of a list whose address has none
     */
    Listing(
            String path,
            Map<String, String> about,
            Map<String, String> place,
            List<T> all,
            Function<T, String> words,
            Map<String, Comparator<T>> orders) {
        this.path = path;
        this.about = about;
        this.place = place;
        this.all = all.size();
        this.firstOrder = orders.keySet().iterator().next();
        String wanted = DomainLookup.lower(getFilter());
        Comparator<T> ascending = orders.getOrDefault(order(), orders.get(firstOrder));
        List<T> found = all.stream()
                .filter(row -> DomainLookup.lower(words.apply(row)).contains(wanted))
                .sorted(isBackwards() ? ascending.reversed() : ascending)
                .toList();
        this.total = found.size();
        this.page = Math.max(1, Math.min(number(place.get(PAGE)), getPages()));
        this.rows = found.subList(Math.min(total, (page - 1) * SIZE), Math.min(total, page * SIZE));
    }

    /**
     * A page of a list that its service orders and cuts.
     *
     * @param total rows of the whole list
     * @param page its number, counted from 1
     */
    record Part<T>(List<T> rows, int total, int page) {}

    /** The service of a list. */
    interface Source<T> {
        /**
         * @param page counted from 1; the last one stands for those behind it
         * @param size rows of a page
         */
        Part<T> page(String order, boolean backwards, int page, int size);
    }

    /**
     * A list that is not here as a whole. It has no filter of its own: the conditions are a part of what the page is about.
     *
     * @param firstOrder that of a list whose address has none
     */
    Listing(String path, Map<String, String> about, Map<String, String> place, String firstOrder, Source<T> source) {
        this.path = path;
        this.about = about;
        this.place = place;
        this.firstOrder = firstOrder;
        Part<T> part = source.page(order(), isBackwards(), number(place.get(PAGE)), SIZE);
        this.all = part.total();
        this.total = part.total();
        this.page = part.page();
        this.rows = part.rows();
    }

    /** The place in a list that stands in the address of the request; empty for the beginning. */
    static Map<String, String> place() {
        Map<String, String> place = new LinkedHashMap<>();
        for (String name : List.of(FILTER, ORDER, PAGE)) {
            String value = Requests.parameter(name).strip();
            if (!value.isEmpty()) {
                place.put(name, value);
            }
        }
        return place;
    }

    private static int number(String digits) {
        return digits != null && digits.matches("[0-9]{1,7}") ? Integer.parseInt(digits) : 1;
    }

    private String order() {
        String order = place.getOrDefault(ORDER, firstOrder);
        return order.startsWith(BACKWARDS) ? order.substring(1) : order;
    }

    private boolean isBackwards() {
        return place.getOrDefault(ORDER, "").startsWith(BACKWARDS);
    }

    public List<T> getRows() {
        return rows;
    }

    /** Rows that the filter leaves. */
    public int getTotal() {
        return total;
    }

    /** Tells whether there is nothing, whatever the filter. */
    public boolean isBlank() {
        return all == 0;
    }

    /** Tells whether a filter is of use. */
    public boolean isFilterable() {
        return all > NEAR || !getFilter().isEmpty();
    }

    public String getFilter() {
        return place.getOrDefault(FILTER, "");
    }

    /** The page, counted from 1. */
    public int getPage() {
        return page;
    }

    public int getPages() {
        return Math.max(1, (total + SIZE - 1) / SIZE);
    }

    /** The first row of this page, counted from 1. */
    public int getFrom() {
        return (page - 1) * SIZE + 1;
    }

    /** The last one. */
    public int getTo() {
        return Math.min(total, page * SIZE);
    }

    /** The numbers of the pages around this one, and of the first and the last. */
    public List<Integer> getNear() {
        return IntStream.rangeClosed(1, getPages())
                .filter(number -> number == 1 || number == getPages() || Math.abs(number - page) <= NEAR)
                .boxed()
                .toList();
    }

    public String getPath() {
        return path;
    }

    /** The parameters that a filter leaves as they are. */
    public List<Map.Entry<String, String>> getAbout() {
        Map<String, String> kept = new LinkedHashMap<>(about);
        if (place.containsKey(ORDER)) {
            kept.put(ORDER, place.get(ORDER));
        }
        return List.copyOf(kept.entrySet());
    }

    /** All parameters of this page of the list. */
    public List<Map.Entry<String, String>> getAll() {
        Map<String, String> kept = new LinkedHashMap<>(about);
        kept.putAll(place);
        return List.copyOf(kept.entrySet());
    }

    /** The address of this page of the list with other parameters; an empty value takes one out. */
    String here(Map<String, String> others) {
        Map<String, String> kept = new LinkedHashMap<>(about);
        kept.putAll(place);
        kept.putAll(others);
        kept.values().removeIf(String::isEmpty);
        return Pages.address(path, kept);
    }

    /** The address of the list without a filter. */
    public String getWhole() {
        Map<String, String> kept = new LinkedHashMap<>(about);
        getAbout().forEach(each -> kept.put(each.getKey(), each.getValue()));
        return Pages.address(path, kept);
    }

    /** The address of a page. */
    public String at(int number) {
        Map<String, String> kept = new LinkedHashMap<>(about);
        kept.putAll(place);
        kept.put(PAGE, Integer.toString(number));
        return Pages.address(path, kept);
    }

    /** The address of the list in an order; backwards if it is in this order now. */
    public String sorted(String by) {
        Map<String, String> kept = new LinkedHashMap<>(about);
        kept.putAll(place);
        kept.remove(PAGE);
        kept.put(ORDER, order().equals(by) && !isBackwards() ? BACKWARDS + by : by);
        return Pages.address(path, kept);
    }

    /** As {@code aria-sort} wants it. */
    public String direction(String by) {
        if (!order().equals(by)) {
            return "none";
        }
        return isBackwards() ? "descending" : "ascending";
    }
}
