package ee.qmail.wire;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The verbs of a protocol by their names, which are ASCII. Safe for use by several threads. */
public final class Verbs<V extends Enum<V>> {
    private final Map<String, V> byName = new HashMap<>();

    public Verbs(V[] verbs) {
        for (V verb : verbs) {
            byName.put(verb.name(), verb);
        }
    }

    /** The verb of that name in any case, or null. */
    V find(String word) {
        V verb = byName.get(word.toUpperCase(Locale.ROOT));
        // the upper case of a sharp s is two letters
        return verb != null && verb.name().length() == word.length() ? verb : null;
    }
}
