package ee.qmail.cli.moving;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what is moved from. To qmail and vpopmail their files were octets: a line that is no UTF-8 is no reason to
 * leave out the others.
 *
 * @param charset of lines that are no UTF-8; null if it is not known
 */
record Sources(Charset charset) {
    private static final String BOM = "\uFEFF";

    /**
     * A line without its end.
     *
     * @param number from 1
     * @param isText whether it is known what its octets mean; otherwise each of them is taken for a character of
     *     ISO-8859-1
     */
    record Line(int number, String text, boolean isText) {
        boolean isComment() {
            return text.isEmpty() || text.charAt(0) == '#';
        }
    }

    /** The remark on a line that is not text. */
    static final String UNKNOWN_OCTETS =
            "has octets that are no UTF-8: --charset tells what they are, such as ISO-8859-1";

    /** The remark on a link in a directory whose files are taken: this user may read more than its writers. */
    static final String LINK = "is a link, which is not followed: put the file itself there";

    List<Line> lines(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        List<Line> lines = new ArrayList<>();
        int begin = 0;
        while (begin < octets.length) {
            int end = begin;
            while (end < octets.length && octets[end] != '\n') {
                end++;
            }
            lines.add(line(lines.size() + 1, octets, begin, end));
            begin = end + 1;
        }
        return lines;
    }

    private Line line(int number, byte[] octets, int begin, int end) {
        int length = (end > begin && octets[end - 1] == '\r' ? end - 1 : end) - begin;
        byte[] line = new byte[length];
        System.arraycopy(octets, begin, line, 0, length);
        Optional<String> text = text(line);
        String shown = text.orElseGet(() -> new String(line, StandardCharsets.ISO_8859_1));
        return new Line(number, number == 1 && shown.startsWith(BOM) ? shown.substring(1) : shown, text.isPresent());
    }

    /** Empty if it is not known what the octets mean. */
    Optional<String> text(byte[] octets) {
        Optional<String> text = decoded(octets, StandardCharsets.UTF_8);
        return text.isPresent() || charset == null ? text : decoded(octets, charset);
    }

    private static Optional<String> decoded(byte[] octets, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

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
