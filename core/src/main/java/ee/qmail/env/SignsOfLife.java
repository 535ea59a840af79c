package ee.qmail.env;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Those parts of the server that work by themselves: the adapters and the beans enter them, health and console ask them. The class
 * is loaded once per process and seen by all, which know nothing else of each other.
 */
public final class SignsOfLife {
    private static final Collection<SignOfLife> SIGNS = new CopyOnWriteArrayList<>();

    private SignsOfLife() {}

    /** To be taken out again by {@link #remove} when the part ends as it should. */
    public static void add(SignOfLife sign) {
        SIGNS.add(sign);
    }

    public static void remove(SignOfLife sign) {
        SIGNS.remove(sign);
    }

    public static List<SignOfLife> all() {
        return List.copyOf(SIGNS);
    }
}
