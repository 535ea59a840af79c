package ee.qmail.text;

/** Numbers with what they count, in English. */
public final class Counted {
    private Counted() {}

    /** Such as {@code 1 second} or {@code 20 seconds}. */
    public static String seconds(long seconds) {
        return seconds + (seconds == 1 ? " second" : " seconds");
    }
}
