package ee.qmail.web.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of docs/rest.md: what each request does, and the parameters that its row names. */
record RestPage(Map<String, Row> rows) {
    /** In the first cell of a row: a request, or a verb that has the path of the next one. */
    private static final Pattern REQUEST = Pattern.compile("`(GET|POST|PUT|DELETE)(?: (/api/[^`?]*)(?:\\?([^`]*))?)?`");

    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

    /**
     * @param does a part of a sentence, such as {@code lists domains by name}
     * @param parameters by their names
     */
    record Row(String does, List<String> parameters) {}

    static RestPage read() throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "rest.md"))) {
            int end = line.indexOf("` | ");
            if (!line.startsWith("| `") || end < 0) {
                continue;
            }
            Matcher request = REQUEST.matcher(line.substring(0, end + 1));
            String does = plain(line.substring(end + 4));
            List<String> verbs = new ArrayList<>();
            while (request.find()) {
                verbs.add(request.group(1));
                String path = request.group(2);
                if (path != null) {
                    Row row = new Row(does, parameters(request.group(3)));
                    verbs.forEach(verb -> rows.put(verb + " " + path, row));
                    verbs.clear();
                }
            }
        }
        return new RestPage(rows);
    }

    private static String plain(String cell) {
        String text = cell.strip().replaceAll("\\s*\\|$", "");
        return LINK.matcher(text)
                .replaceAll("$1")
                .replace("`", "")
                .replace("\\|", "|")
                .replaceAll(": below\\b", "");
    }

    private static List<String> parameters(String query) {
        return query == null
                ? List.of()
                : Pattern.compile("&")
                        .splitAsStream(query)
                        .map(part -> part.replaceAll("=.*", ""))
                        .toList();
    }
}
