package ee.qmail.mime;

/** An entry that cannot become part of a mail; the message names it and says what would be right. */
public final class EntryException extends Exception {
    private static final long serialVersionUID = 1L;

    EntryException(String entry, String wanted) {
        super("entry '" + shown(entry) + "': " + wanted);
    }

    EntryException(String entry, String wanted, Throwable cause) {
        super("entry '" + shown(entry) + "': " + wanted, cause);
    }

    /** Without control characters and not longer than a line. */
    static String shown(String text) {
        String beginning = text.length() <= 100 ? text : text.substring(0, 100) + "...";
        return beginning.replaceAll("\\p{Cntrl}", "?");
    }
}
