package ee.qmail.log.reader;

import ee.qmail.log.reader.LogFormat.Stamped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;

/**
 * Answers one question to a log: reads from the newest line back, in blocks, until there are as many lines as are wanted, or {@value #MOST_OCTETS} octets
 * were looked at. For one thread, once.
 */
public final class LogReader {
    /** Octets that are looked at for one answer; those of the last block, and of a message's deliveries that began before, come on top. */
    public static final int MOST_OCTETS = 8_000_000;

    /** Octets in which the beginnings or ends of a message's deliveries are looked for where an answer begins and ends. */
    static final int AROUND = 2_000_000;
    /** Lines of one entry, such as those of a stack. */
    static final int MOST_LINES = 100;

    private static final String CUT = "…";

    private final OpenLog log;
    private final LogQuestion question;
    private final List<LogFile> files;
    private final String contains;
    private final MessageLines message;
    private final Deque<String> more = new ArrayDeque<>();
    private final List<MessageLines.Met> found = new ArrayList<>();

    private BackwardLines lines;
    /** Index of the file in which the question's end is, and of that in which its beginning is; -1 for none. */
    private int beforeFile = -1;

    private int afterFile = -1;
    private boolean isGone;
    private LogCursor older;
    private Instant searchedTo;
    private boolean isCut;
    private long place;
    /** Where lines begin that come before all that are wanted; -1 until one is met. */
    private long octetsAtEnd = -1;

    private long placeAtEnd;

    private LogReader(OpenLog log, LogQuestion question) {
        this.log = log;
        this.question = question;
        this.files = log.files();
        this.contains = question.contains() == null ? null : question.contains().toLowerCase(Locale.ROOT);
        this.message = question.message() == null ? null : new MessageLines(question.message());
    }

    /**
     * @param logs the directory of all logs
     * @throws IOException if a file cannot be read
     */
    public static LogPage read(Path logs, LogName name, LogQuestion question) throws IOException {
        try (OpenLog log = OpenLog.open(logs, name)) {
            return log.files().isEmpty() ? LogPage.EMPTY : new LogReader(log, question).read();
        }
    }

    private LogPage read() throws IOException {
        LogCursor end = new LogCursor(files.get(0).mark(), files.get(0).end());
        if (question.before() != null) {
            beforeFile = log.find(question.before());
            if (beforeFile < 0) {
                return new LogPage(List.of(), null, end, null, 0, false, true);
            }
        }
        if (question.after() != null) {
            afterFile = log.find(question.after());
            isGone = afterFile < 0;
        }
        begin();
        BackwardLines.Line line = lines.next();
        while (line != null && take(line)) {
            line = lines.next();
        }
        tellRest();
        List<LogLine> told = found.stream()
                .sorted(Comparator.comparingLong(MessageLines.Met::place).reversed())
                .map(MessageLines.Met::line)
                .toList();
        return new LogPage(told, older, end, searchedTo, lines.octets(), isCut, isGone);
    }

    private void begin() throws IOException {
        if (beforeFile < 0) {
            int newest = newest();
            lines = new BackwardLines(files, newest, files.get(newest).end());
        } else if (message == null) {
            lines = new BackwardLines(files, beforeFile, question.before().offset());
        } else {
            beginBehind();
        }
    }

    /** A file that begins after the end of the question has none of its lines. */
    private int newest() {
        int file = 0;
        while (question.until() != null && file + 1 < files.size() && isLate(files.get(file))) {
            file++;
        }
        return file;
    }

    private boolean isLate(LogFile file) {
        return log.format()
                .stamped(file.firstLine())
                .filter(line -> line.at().isAfter(question.until()))
                .isPresent();
    }

    /** Ends of deliveries that begin in this answer may stand behind it. */
    private void beginBehind() throws IOException {
        int file = beforeFile;
        long offset = question.before().offset();
        long rest = AROUND;
        while (file > 0 && files.get(file).end() - offset < rest) {
            rest -= files.get(file).end() - offset;
            file--;
            offset = 0;
        }
        boolean isWhole = offset + rest >= files.get(file).end();
        lines = new BackwardLines(files, file, isWhole ? files.get(file).end() : offset + rest);
        if (!isWhole) {
            lines.next(); // its end is cut off
        }
    }

    private boolean isBehind(BackwardLines.Line line) {
        return beforeFile >= 0
                && (line.file() < beforeFile
                        || line.file() == beforeFile
                                && line.from() >= question.before().offset());
    }

    private boolean isBeforeAll(BackwardLines.Line line) {
        return afterFile >= 0
                && (line.file() > afterFile
                        || line.file() == afterFile
                                && line.from() < question.after().offset());
    }

    /** @return false if no line before this one is wanted */
    private boolean take(BackwardLines.Line raw) {
        Optional<Stamped> stamped = log.format().stamped(raw.text());
        if (isBeforeAll(raw)) {
            return takeBeforeAll(stamped);
        }
        if (stamped.isEmpty() && log.format() == LogFormat.SERVER) {
            continued(raw.text());
            return goesOn(raw, true);
        }
        Instant at = stamped.map(Stamped::at).orElse(null);
        if (at != null && question.since() != null && at.isBefore(question.since())) {
            more.clear();
            return false;
        }
        Level level = stamped.map(Stamped::level).orElse(null);
        LogLine line = new LogLine(at, level, stamped.map(Stamped::text).orElse(raw.text()), List.copyOf(more));
        more.clear();
        if (isBehind(raw)) {
            message.of(line);
            return true;
        }
        searchedTo = at == null ? searchedTo : at;
        boolean isLate = at != null && question.until() != null && at.isAfter(question.until());
        if (!isLate) {
            add(line);
        }
        return goesOn(raw, false);
    }

    /** The last lines of a stack are those that are missed least. */
    private void continued(String text) {
        more.addFirst(text);
        if (more.size() > MOST_LINES) {
            more.removeLast();
            more.removeLast();
            more.addLast(CUT);
        }
    }

    private void add(LogLine line) {
        if (message != null) {
            message.of(line).stream().filter(met -> isWanted(met.line())).forEach(found::add);
        } else if (isWanted(line)) {
            found.add(new MessageLines.Met(place, line));
        }
        place++;
    }

    private boolean isWanted(LogLine line) {
        boolean isOfLevel = question.level() == null
                || line.level() != null
                        && line.level().intValue() >= question.level().intValue();
        return isOfLevel && (contains == null || line.contains(contains));
    }

    /** Of an entry whose beginning was told before, or is lost. */
    private void tellRest() {
        if (!more.isEmpty()) {
            LogLine rest = new LogLine(null, null, more.removeFirst(), List.copyOf(more));
            more.clear();
            if (isWanted(rest)) {
                found.add(new MessageLines.Met(place, rest));
            }
        }
    }

    /** @param isInside whether the line belongs to one that is not met yet */
    private boolean goesOn(BackwardLines.Line raw, boolean isInside) {
        boolean isFull = found.size() >= question.max();
        boolean isEnough = lines.octets() >= MOST_OCTETS + (beforeFile >= 0 && message != null ? AROUND : 0);
        boolean isEndless = lines.octets() >= MOST_OCTETS + AROUND;
        if (isInside && !isEndless || !isFull && !isEnough) {
            return true;
        }
        older = new LogCursor(files.get(raw.file()).mark(), raw.from());
        isCut = !isFull;
        return false;
    }

    /** What comes before the place from which on lines are wanted tells only whose deliveries ended behind it. */
    private boolean takeBeforeAll(Optional<Stamped> stamped) {
        if (octetsAtEnd < 0) {
            octetsAtEnd = lines.octets();
            placeAtEnd = message == null ? 0 : message.met();
            tellRest();
        }
        if (message == null || lines.octets() - octetsAtEnd > AROUND) {
            return false;
        }
        stamped.ifPresent(line -> message.of(new LogLine(line.at(), line.level(), line.text(), List.of())).stream()
                .filter(met -> met.place() < placeAtEnd && isWanted(met.line()))
                .forEach(found::add));
        return true;
    }
}
