package ee.qmail.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The mark in {@code queue/format}: how what waits in the queue is written, and by which version. A version that knows less
 * must not start on it: it would take what it does not understand for broken, and put it aside or lose it (ADR 22).
 */
public final class HomeFormat {
    /**
     * Goes up by one with each change after which the version before could misread a job, a bundle, a ticket or a file of the maildrop.
     * So does an update of the broker after which the one before cannot read its journal. Homes without a mark are of format 1.
     */
    static final int CURRENT = 2;

    private static final int LONGEST_NUMBER = 9;

    private HomeFormat() {}

    /** @throws IOException whose message says who wrote it and what to do, if this version cannot read it */
    public static void check(QmailHome home) throws IOException {
        Path file = home.format();
        Optional<List<String>> lines = lines(file);
        if (lines.isEmpty()) {
            return;
        }
        String number = lines.get().isEmpty() ? "" : lines.get().get(0);
        if (!number.matches("[0-9]{1," + LONGEST_NUMBER + "}")) {
            throw new IOException(file + " line 1: '" + number + "': must be the number of the queue's format, "
                    + CURRENT + " in this version");
        }
        if (Integer.parseInt(number) > CURRENT) {
            String writer = lines.get().size() > 1 ? lines.get().get(1) : "a version that is not named";
            throw new IOException("the queue was written by " + writer + " in format " + number + ", this is "
                    + version() + ", which reads formats up to " + CURRENT
                    + ": start that version or a later one, or put back a backup that was made before it was started");
        }
    }

    private static Optional<List<String>> lines(Path file) throws IOException {
        try {
            return AtomicFile.read(file).map(text -> text.lines().toList());
        } catch (IOException e) {
            throw new IOException(
                    file + ": " + e.getMessage() + "; its first line is the number of the queue's format", e);
        }
    }

    /** To be called when the queue is about to be written. */
    public static void mark(QmailHome home) throws IOException {
        String mark = CURRENT + "\n" + version() + "\n";
        if (!Files.exists(home.format()) || !Files.readString(home.format()).equals(mark)) {
            AtomicFile.write(home.format(), mark);
        }
    }

    /** As the manifest of the archive has it that this class is in. */
    private static String version() {
        String version = HomeFormat.class.getPackage().getImplementationVersion();
        return version == null ? "qmail EE" : "qmail EE " + version;
    }
}
