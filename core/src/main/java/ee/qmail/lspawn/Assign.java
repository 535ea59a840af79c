package ee.qmail.lspawn;

import ee.qmail.address.DomainLookup;
import ee.qmail.home.FileNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The content of {@code users/assign} (SP-6). Immutable. A wrong line does not spoil the others: the addresses it may be
 * about are told to be broken, so that their mail waits.
 */
public final class Assign {
    static final Assign EMPTY = new Assign();

    private static final int FIELDS = 7;
    private static final Path ROOT = Path.of("/");

    /** One of the two is null. */
    private record Entry(Assignment assignment, String problem) {}

    private final Map<String, Entry> exact = new HashMap<>();
    private final Map<String, Entry> byPrefix = new HashMap<>();
    /** The problem of a line that may be about any address; null if there is none. */
    private String anybodys;

    /** The line that would tell whose an address is makes no sense: its mail has to wait. */
    public static final class BrokenEntryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenEntryException(String problem) {
            super(problem);
        }
    }

    private Assign() {}

    /** Its content is not known: every address may be in it. */
    static Assign unknown(String problem) {
        Assign assign = new Assign();
        assign.anybodys = problem;
        return assign;
    }

    /** @param warnings takes one line per problem: file, line, input and what would be right */
    static Assign parse(String content, Consumer<String> warnings) {
        Assign assign = new Assign();
        int number = 0;
        for (String line : content.split("\n", -1)) {
            number++;
            if (line.startsWith(".")) {
                return assign;
            }
            if (!line.isBlank()) {
                assign.add(number, line, warnings);
            }
        }
        String problem = "users/assign: must end with a line '.'; it may have been cut off";
        warnings.accept(problem);
        assign.anybodys = problem;
        return assign;
    }

    private void add(int number, String line, Consumer<String> warnings) {
        String wanted = wanted(line);
        String problem = wanted == null ? null : "users/assign line " + number + ": '" + line + "': " + wanted;
        if (problem != null) {
            warnings.accept(problem);
        }
        int colon = line.indexOf(':');
        if (colon < 0 || line.charAt(0) != '=' && line.charAt(0) != '+') {
            anybodys = problem;
            return;
        }
        if (line.lastIndexOf('@', colon) >= 0) {
            warnings.accept(
                    "users/assign line " + number + ": '" + line
                            + "': fits nobody; must have only what is before the @ of an address: the line is for each of this server's domains");
        }
        Map<String, Entry> entries = line.charAt(0) == '=' ? exact : byPrefix;
        String key = DomainLookup.lower(line.substring(1, colon));
        entries.putIfAbsent(key, problem == null ? new Entry(assignment(line), null) : new Entry(null, problem));
    }

    /** Returns the form that a line would have to have; empty if it is one that can be followed. */
    public static Optional<String> problem(String line) {
        return Optional.ofNullable(wanted(line));
    }

    private static String wanted(String line) {
        String[] fields = line.split(":", -1);
        if (line.charAt(0) != '=' && line.charAt(0) != '+' || fields.length <= FIELDS) {
            return "must be =local:user:uid:gid:home:dash:ext: or +prefix:user:uid:gid:home:dash:pre:";
        }
        if (line.indexOf('\0') >= 0) {
            return "must not contain NUL";
        }
        if (!fields[4].startsWith("/")) {
            return "the fifth field must be a home directory that begins with /";
        }
        return FileNames.find(ROOT, fields[4]).isPresent()
                ? null
                : "the fifth field must be a home directory whose name the locale of this server can write: start it with"
                        + " LC_ALL=C.UTF-8";
    }

    private static Assignment assignment(String line) {
        String[] fields = line.split(":", -1);
        return new Assignment(fields[1], ROOT.resolve(fields[4]), fields[5], fields[6]);
    }

    /**
     * Finds the line that is about an address: the one for exactly this address, else the one of the longest prefix
     * (SP-4).
     *
     * @param local the address before its {@code @}, in any case of letters
     * @param longerThan only prefixes of more characters than that count; -1 for all, the empty one too
     * @return empty if no line is about it
     * @throws BrokenEntryException if the line makes no sense
     */
    public Optional<Assignment> lookup(String local, int longerThan) {
        String key = DomainLookup.lower(local);
        Entry entry = exact.get(key);
        if (entry != null) {
            return Optional.of(assignment(entry));
        }
        for (int end = byPrefix.isEmpty() ? longerThan : key.length(); end > longerThan; end--) {
            entry = byPrefix.get(key.substring(0, end));
            if (entry != null) {
                Assignment found = assignment(entry);
                return Optional.of(
                        new Assignment(found.user(), found.home(), found.dash(), found.ext() + local.substring(end)));
            }
        }
        return Optional.empty();
    }

    /**
     * To be asked before an address is said to be nobody's.
     *
     * @throws BrokenEntryException if there is a line of which it cannot be told whom it is about
     */
    public void requireWhole() {
        if (anybodys != null) {
            throw new BrokenEntryException(anybodys);
        }
    }

    private static Assignment assignment(Entry entry) {
        if (entry.problem() != null) {
            throw new BrokenEntryException(entry.problem());
        }
        return entry.assignment();
    }
}
