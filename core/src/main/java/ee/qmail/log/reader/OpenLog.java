package ee.qmail.log.reader;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All files of a log, open at once: from then on it does not matter that one is rotated. For one thread at a time. */
final class OpenLog implements Closeable {
    /** As {@code multilog} calls them, perhaps compressed by somebody else. */
    private static final Pattern ROTATED = Pattern.compile("@[0-9a-f]{24}\\.[su](\\.gz)?");

    /** A handler of java.util.logging keeps so many at most here. */
    private static final int SERVER_FILES = 10;
    /** More than a log here keeps; whoever compresses them may keep more. */
    private static final int MOST_FILES = 100;

    private final LogFormat format;
    private final List<LogFile> files = new ArrayList<>();
    private final Set<String> marks = new HashSet<>();

    private OpenLog(LogFormat format) {
        this.format = format;
    }

    /** @param logs the directory of all logs */
    static OpenLog open(Path logs, LogName name) throws IOException {
        OpenLog log = new OpenLog(name.format());
        try {
            for (Path path : name == LogName.SERVER ? server(logs) : List.of(logs.resolve(name.word() + "/current"))) {
                log.add(path);
            }
            if (name != LogName.SERVER) {
                // after the newest: if that is rotated now, it is found twice, and not left out
                for (Path path : rotated(logs.resolve(name.word()))) {
                    log.add(path);
                }
            }
            return log;
        } catch (IOException | RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    private void add(Path path) throws IOException {
        Optional<LogFile> file = LogFile.open(path);
        if (file.isPresent()) {
            if (marks.add(file.get().mark())) {
                files.add(file.get());
            } else {
                file.get().close();
            }
        }
    }

    /** By number and not by what is listed: while they are renamed, one of them may not be there. */
    private static List<Path> server(Path logs) {
        List<Path> all = new ArrayList<>();
        for (int i = 0; i < SERVER_FILES; i++) {
            all.add(logs.resolve("server." + i + ".log"));
        }
        return all;
    }

    private static List<Path> rotated(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file ->
                            ROTATED.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString())
                            .reversed())
                    .limit(MOST_FILES)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    LogFormat format() {
        return format;
    }

    /** The newest first. */
    List<LogFile> files() {
        return files;
    }

    /** The index of the file in which a place is; -1 if it is there no more. */
    int find(LogCursor place) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).mark().equals(place.mark())) {
                return place.offset() <= files.get(i).end() ? i : -1;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        for (LogFile file : files) {
            file.close();
        }
    }
}
