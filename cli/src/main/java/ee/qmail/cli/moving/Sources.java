package ee.qmail.cli.moving;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads what is moved from. */
final class Sources {
    private Sources() {}

    /** The regular files of a directory by name; none if it is not there. */
    static List<Path> files(Path directory) throws IOException {
        return list(directory, false);
    }

    static List<Path> directories(Path directory) throws IOException {
        return list(directory, true);
    }

    private static List<Path> list(Path directory, boolean directories) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> directories ? Files.isDirectory(path) : Files.isRegularFile(path))
                    .sorted()
                    .toList();
        }
    }

    /** The lines in force of a control file, as the API tells them. */
    static List<String> lines(JsonObject setting) {
        return setting.getJsonArray("lines").getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }
}
