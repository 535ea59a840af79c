package ee.qmail.examples.orders;

import java.util.concurrent.ThreadLocalRandom;

/** For trying it out: so many of a hundred orders fail at the last moment ({@code -Dorders.trouble=30}). */
final class Trouble {
    private static final int PERCENT = Integer.getInteger("orders.trouble", 0);

    private Trouble() {}

    static void sometimes() {
        if (ThreadLocalRandom.current().nextInt(100) < PERCENT) {
            throw new IllegalStateException("trouble, as -Dorders.trouble wants it");
        }
    }
}
