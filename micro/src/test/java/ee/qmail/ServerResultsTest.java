package ee.qmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/servers says what the runs of {@code servers/run NAME --write} showed, with the versions that are tried now. */
class ServerResultsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/servers/README.md");
    private static final Pattern VERSION = Pattern.compile("version=\"\\$\\{QMAIL_SERVERS_VERSION:-([^}]+)}\"");

    private static Map<String, Map<String, String>> results() throws IOException {
        Map<String, Map<String, String>> results = new LinkedHashMap<>();
        for (String server : List.of("payara", "glassfish", "wildfly", "liberty", "jar")) {
            Map<String, String> checks = new LinkedHashMap<>();
            for (String line : Files.readAllLines(ROOT.resolve("docs/servers/results/" + server + ".tsv"))) {
                String[] parts = line.split("\t", 2);
                assertThat(checks.put(parts[0], parts[1]))
                        .as("a check twice: " + line)
                        .isNull();
            }
            results.put(server, checks);
        }
        return results;
    }

    /** One list of cells to each row, the heading first. */
    private static List<List<String>> table() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("<!-- results:");
        List<List<String>> rows = new ArrayList<>();
        page.substring(begin, page.indexOf("<!-- end of results -->", begin))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .forEach(cells -> rows.add(Arrays.asList(cells)));
        return rows;
    }

    @Test
    void theTableAgreesWithTheResultsOfTheRuns() throws IOException {
        List<List<String>> rows = table();
        int column = 0;
        for (Map<String, String> checks : results().values()) {
            column++;
            Map<String, String> told = new LinkedHashMap<>();
            told.put("server", rows.get(0).get(column));
            for (List<String> row : rows.subList(1, rows.size())) {
                String[] title = row.get(0).split(": ", 2);
                String cell = row.get(column);
                if (!cell.equals("not tried")) {
                    told.put(title[0], title.length == 2 && cell.equals("yes") ? title[1] : cell);
                }
            }
            assertThat(told).containsExactlyInAnyOrderEntriesOf(checks);
        }
    }

    @Test
    void theJarIsTheOneThatIsBuilt() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(ROOT.resolve("servers/jar.sh")));
        assertThat(version.find()).isTrue();
        assertThat(Files.readString(ROOT.resolve("pom.xml")))
                .contains("<payara.version>" + version.group(1) + "</payara.version>");
    }

    @Test
    void eachServerPassedInTheVersionThatIsTriedNow() throws IOException {
        for (Map.Entry<String, Map<String, String>> server : results().entrySet()) {
            Matcher version = VERSION.matcher(Files.readString(ROOT.resolve("servers/" + server.getKey() + ".sh")));
            assertThat(version.find()).isTrue();
            assertThat(server.getValue().get("server")).endsWith(" " + version.group(1));
            assertThat(server.getValue().get("checks")).endsWith(" passed, 0 failed");
            assertThat(server.getValue().values()).doesNotContain("FAILED", "not reached");
        }
    }

    @Test
    void eachResultHasItsColumn() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/servers/results"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("payara.tsv", "glassfish.tsv", "wildfly.tsv", "liberty.tsv", "jar.tsv");
        }
    }
}
