package ee.qmail.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Maildir as another mail program sees it.
 *
 * @param maildir directory with {@code new} and {@code cur}, or nothing as long as no mail has come
 */
public record Mailbox(Path maildir) {
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (String directory : List.of("new", "cur")) {
            Path path = maildir.resolve(directory);
            if (Files.isDirectory(path)) {
                try (Stream<Path> each = Files.list(path)) {
                    each.forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    public List<String> messages() {
        return files().stream().map(Mailbox::text).toList();
    }

    /** Waits for a message that contains the text. */
    public String awaitMessage(String containing) {
        Await.until(
                "a message with '" + containing + "' in " + maildir,
                () -> messages().stream().anyMatch(message -> message.contains(containing)));
        return messages().stream()
                .filter(message -> message.contains(containing))
                .findFirst()
                .orElseThrow();
    }

    public long count(String containing) {
        return messages().stream()
                .filter(message -> message.contains(containing))
                .count();
    }

    private static String text(Path file) {
        return new String(octets(file), StandardCharsets.ISO_8859_1);
    }

    static byte[] octets(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
