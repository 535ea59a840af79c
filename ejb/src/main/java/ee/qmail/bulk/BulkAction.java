package ee.qmail.bulk;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is done with waiting jobs. */
public enum BulkAction {
    /** They are tried now. */
    RETRY,
    /** All who wait fail, and the senders are told. */
    BOUNCE,
    /** They are gone, and nobody is told. */
    DELETE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<BulkAction> named(String word) {
        return Stream.of(values()).filter(action -> action.word().equals(word)).findFirst();
    }
}
