package ee.qmail.application;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the files in {@code applications/} may be called; all others are passed over, such as those that are being copied. */
public final class ApplicationFile {
    /** Said where a name is refused. */
    public static final String RULE =
            "must begin with a letter or digit and hold only letters, digits, '.', '_' and '-'";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern ARCHIVE = Pattern.compile(NAME + "\\.(war|jar)");
    /** The server's own: its parts, and the paths of its pages and of its API, which a longer context root would take over. */
    private static final Set<String> TAKEN =
            Set.of("broker", "qmail", "qmail-ee", "api", "console", "health", "resources", "jakarta.faces.resource");

    private ApplicationFile() {}

    /** Tells whether a file of this name is an application's archive. */
    public static boolean isArchive(String fileName) {
        return ARCHIVE.matcher(fileName).matches();
    }

    /** Tells whether an application may have this name, which is also its context root. */
    public static boolean isPermitted(String name) {
        return NAME.matcher(name).matches() && !isTaken(name);
    }

    /** Tells whether it is the name of a part or a path of the server. */
    public static boolean isTaken(String name) {
        return TAKEN.contains(name);
    }

    /** The name without {@code .war} or {@code .jar}. */
    public static String nameOf(Path archive) {
        return archive.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    }

    /**
     * Lists the archives of a directory by their names, which are sorted.
     *
     * @return more than one file for a name if it is there as {@code .war} and as {@code .jar}; nothing if there is no
     *     such directory
     */
    public static TreeMap<String, List<Path>> all(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new TreeMap<>();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isArchive(file.getFileName().toString()))
                    .sorted()
                    .collect(Collectors.groupingBy(ApplicationFile::nameOf, TreeMap::new, Collectors.toList()));
        }
    }
}
