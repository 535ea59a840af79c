package ee.qmail.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/conformance.md equal to facts.txt and to the tests of all modules: a test is named by the facts it proves, as
 * {@code ctl1...}, {@code rw1To5...} or {@code sp4And6...}.
 */
class ConformancePageTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/conformance.md");
    private static final String COMMAND = "./mvnw -pl core test -Dtest=ConformancePageTest -Dregenerate=true";
    private static final Set<String> PROVEN = Set.of("same", "better");
    private static final Set<String> EXPLAINED = Set.of("better", "declined");
    private static final Pattern TEST = Pattern.compile("void ([a-z]+)(\\d+)(?:To(\\d+))?((?:And\\d+)*)(\\w*)\\(");

    private record Fact(String id, String verdict, String qmail, String here) {
        static Fact of(String line) {
            String[] fields = line.split("\\|", -1);
            assertThat(fields).as("facts.txt: '%s' must have four fields", line).hasSize(4);
            return new Fact(fields[0].strip(), fields[1].strip(), fields[2].strip(), fields[3].strip());
        }
    }

    private static final Map<String, Fact> FACTS = new LinkedHashMap<>();
    private static final Map<String, Set<String>> TESTS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = ConformancePageTest.class.getResourceAsStream("facts.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Fact::of)
                    .forEach(fact -> FACTS.put(fact.id(), fact));
        }
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.toList()) {
                scanTests(module.resolve("src/test/java"));
            }
        }
    }

    private static void scanTests(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                scan(file);
            }
        }
    }

    private static void scan(Path file) throws IOException {
        String type = file.getFileName().toString().replace(".java", "");
        Matcher test = TEST.matcher(Files.readString(file));
        while (test.find()) {
            for (String id : ids(test)) {
                TESTS.computeIfAbsent(id, key -> new TreeSet<>()).add(type);
            }
        }
    }

    private static List<String> ids(Matcher test) {
        String family = test.group(1).toUpperCase(Locale.ROOT);
        int first = Integer.parseInt(test.group(2));
        int last = test.group(3) == null ? first : Integer.parseInt(test.group(3));
        List<String> ids = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            ids.add(family + "-" + number);
        }
        for (String number : test.group(4).split("And")) {
            if (!number.isEmpty()) {
                ids.add(family + "-" + number);
            }
        }
        ids.retainAll(FACTS.keySet());
        return ids;
    }

    @Test
    void eachFactSaidToBeKeptHasATest() {
        assertThat(FACTS.values())
                .filteredOn(fact -> PROVEN.contains(fact.verdict()))
                .allSatisfy(fact ->
                        assertThat(TESTS).as("a test named by " + fact.id()).containsKey(fact.id()));
    }

    @Test
    void eachDifferenceIsExplained() {
        assertThat(FACTS.values())
                .allSatisfy(fact -> assertThat(fact.verdict()).isIn("same", "better", "declined"))
                .filteredOn(fact -> EXPLAINED.contains(fact.verdict()))
                .allSatisfy(fact -> assertThat(fact.here()).as(fact.id()).isNotEmpty());
    }

    @Test
    void thePageIsMadeFromFactsAndTests() throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).as("out of date; to make it anew: " + COMMAND).hasContent(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # qmail, fact by fact

                What qmail does, and whether it is the same here, better, or declined. Each fact that is the same or better has tests
                named by it.

                """);
        for (String verdict : List.of("same", "better", "declined")) {
            long count = FACTS.values().stream()
                    .filter(fact -> fact.verdict().equals(verdict))
                    .count();
            page.append("- ").append(verdict).append(": ").append(count).append('\n');
        }
        page.append("\n| Id | qmail | Here | | Tests |\n| --- | --- | --- | --- | --- |\n");
        for (Fact fact : FACTS.values()) {
            String tests =
                    PROVEN.contains(fact.verdict()) ? String.join(", ", TESTS.getOrDefault(fact.id(), Set.of())) : "";
            page.append("| %s | %s | %s | %s | %s |\n"
                    .formatted(fact.id(), fact.qmail(), fact.verdict(), fact.here(), tests));
        }
        return page.append("\nThis page is made from `facts.txt` and the tests: `" + COMMAND + "`.\n")
                .toString();
    }
}
