package ee.qmail.statistics;

import ee.qmail.meter.Meter;
import java.util.List;

/**
 * What a number belongs to.
 *
 * @param labels values for the labels of the meter, in their order; words without blanks
 */
public record Counted(Meter meter, List<String> labels) {
    private static final String SEPARATOR = " ";

    public Counted {
        labels = List.copyOf(labels);
    }

    /** @param joined as {@link #joined} has made it */
    static Counted of(Meter meter, String joined) {
        return new Counted(meter, meter.labels().isEmpty() ? List.of() : List.of(joined.split(SEPARATOR, -1)));
    }

    String joined() {
        return String.join(SEPARATOR, labels);
    }
}
