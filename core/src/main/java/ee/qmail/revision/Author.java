package ee.qmail.revision;

/**
 * The maker of a change, and the reason.
 *
 * @param name of an administrator, or of a part of the server; one line
 * @param why in a sentence; an empty text if nothing is said. What is longer than {@value #LONGEST_WHY} characters is cut, and lines are put together
 */
public record Author(String name, String why) {
    /** Somebody with the rights to write the file itself. */
    public static final Author ON_THE_MACHINE = new Author("", "changed on the machine");

    /** Nobody knows who: it stands there when the history begins. */
    public static final Author BEFORE = new Author("", "as it was when this history began");

    /** A part of the server that has nobody's name. */
    public static final Author SERVER = new Author("server", "");

    static final int LONGEST_WHY = 500;

    public Author {
        name = line(name);
        why = line(why);
    }

    private static String line(String text) {
        String one = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return one.length() > LONGEST_WHY ? one.substring(0, LONGEST_WHY) : one;
    }
}
