package ee.qmail.web.console;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way through a list that is read from mark to mark: the marks of the pages before this one stand in the address, so that one can go back. Of a
 * long way only the end is kept.
 */
final class PageMarks {
    static final String BEFORE = "before";

    /** Marks that are kept. */
    static final int MOST = 30;

    private static final String BEGINNING = "0";

    private final List<String> before;

    /** @param text of the parameter {@link #BEFORE}: marks between points; what is none is left out */
    PageMarks(String text) {
        before = Arrays.stream(text.split("\\.", MOST + 1))
                .filter(mark -> mark.matches("[0-9]{1,19}"))
                .limit(MOST)
                .toList();
    }

    /**
     * The parameters of the page behind this one.
     *
     * @param here the mark of this page; empty for the first
     * @param next that of the other
     */
    Map<String, String> older(String here, String next) {
        List<String> way = before.subList(Math.max(0, before.size() - MOST + 1), before.size());
        String begin = way.isEmpty() ? "" : String.join(".", way) + ".";
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(MessageQuestion.AFTER, next);
        parameters.put(BEFORE, begin + (here.isEmpty() ? BEGINNING : here));
        return parameters;
    }

    /** Tells whether the page before this one is known. */
    boolean hasNewer() {
        return !before.isEmpty();
    }

    /** The parameters of the page before this one; none for the first page. */
    Map<String, String> newer() {
        Map<String, String> parameters = new LinkedHashMap<>();
        String mark = before.get(before.size() - 1);
        if (!mark.equals(BEGINNING)) {
            parameters.put(MessageQuestion.AFTER, mark);
            parameters.put(BEFORE, String.join(".", before.subList(0, before.size() - 1)));
        }
        return parameters;
    }
}
