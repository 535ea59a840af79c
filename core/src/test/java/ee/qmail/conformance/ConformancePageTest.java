package ee.qmail.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
 * Keeps docs/conformance.md equal to facts.txt, doors.txt and the tests of all modules: a test is named by the facts it proves, as
 * {@code ctl1...}, {@code rw1To5...}, {@code sp4And6...}, {@code popT1...} or {@code rtls1AndRtls17...}.
 */
class ConformancePageTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/conformance.md");
    private static final String COMMAND = "./mvnw -pl core test -Dtest=ConformancePageTest -Dregenerate=true";
    private static final Set<String> PROVEN = Set.of("same", "better");
    private static final Set<String> EXPLAINED = Set.of("better", "declined", "later");
    private static final Pattern TEST = Pattern.compile("void ([a-zA-Z]+\\d\\w*)\\(");
    private static final Pattern IDS = Pattern.compile("(?:And)?([a-zA-Z]+?)(\\d+)(?:To(\\d+))?((?:And\\d+)*)");

    private record Fact(String id, String verdict, String asked, String here) {
        static Fact of(String line) {
            String[] fields = line.split("\\|", -1);
            assertThat(fields).as("'%s' must have four fields", line).hasSize(4);
            return new Fact(fields[0].strip(), fields[1].strip(), fields[2].strip(), fields[3].strip());
        }
    }

    /** A list of facts and the part of the page that is made of it. */
    private record Part(
            String file, String introduction, String columns, Set<String> verdicts, Map<String, Fact> facts) {
        Part(String file, String introduction, String columns, String... verdicts) {
            this(file, introduction, columns, new LinkedHashSet<>(List.of(verdicts)), new LinkedHashMap<>());
        }

        void read() throws IOException {
            try (InputStream in = ConformancePageTest.class.getResourceAsStream(file)) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(Fact::of)
                        .forEach(fact -> facts.put(fact.id(), fact));
            }
        }

        void write(StringBuilder page) {
            page.append(introduction).append('\n');
            for (String verdict : verdicts) {
                long count = facts.values().stream()
                        .filter(fact -> fact.verdict().equals(verdict))
                        .count();
                page.append("- ").append(verdict).append(": ").append(count).append('\n');
            }
            page.append("\n| Id | ").append(columns).append(" | | Tests |\n| --- | --- | --- | --- | --- |\n");
            for (Fact fact : facts.values()) {
                String tests = PROVEN.contains(fact.verdict())
                        ? String.join(", ", TESTS.getOrDefault(fact.id(), Set.of()))
                        : "";
                page.append("| %s | %s | %s | %s | %s |\n"
                        .formatted(fact.id(), fact.asked(), fact.verdict(), fact.here(), tests));
            }
        }
    }

    private static final Part QMAIL = new Part("facts.txt", """
            # qmail, fact by fact

            What qmail does, and whether it is the same here, better, or declined. Each fact that is the same or better has tests
            named by it. What is asked of the [doors](#the-doors-fact-by-fact) that qmail did not have is below.
            """, "qmail | Here", "same", "better", "declined");
    private static final Part DOORS =
            new Part("doors.txt", """

            ## The doors, fact by fact

            TLS, log-in, submission, certificates, proxies and guessed passwords: what RFCs, patched qmail and other servers ask
            for, and whether it is the same here, better, declined, or comes later. Each fact that is the same or better has tests named by it.
            """, "Asked for | Here", "same", "better", "declined", "later");
    private static final List<Part> PARTS = List.of(QMAIL, DOORS);
    private static final Map<String, Set<String>> TESTS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (Part part : PARTS) {
            part.read();
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
            for (String id : ids(test.group(1))) {
                TESTS.computeIfAbsent(id, key -> new TreeSet<>()).add(type);
            }
        }
    }

    private static List<String> ids(String name) {
        List<String> ids = new ArrayList<>();
        Matcher part = IDS.matcher(name);
        for (int end = 0; end < name.length() && part.find(end) && part.start() == end; end = part.end()) {
            ids.addAll(ids(part));
        }
        ids.retainAll(facts().map(Fact::id).toList());
        return ids;
    }

    private static List<String> ids(Matcher part) {
        String family = part.group(1).toUpperCase(Locale.ROOT);
        String prefix = family.equals("POPT") ? "POP-T" : family + "-";
        int first = Integer.parseInt(part.group(2));
        int last = part.group(3) == null ? first : Integer.parseInt(part.group(3));
        List<String> ids = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            ids.add(prefix + number);
        }
        for (String number : part.group(4).split("And")) {
            if (!number.isEmpty()) {
                ids.add(prefix + number);
            }
        }
        return ids;
    }

    private static Stream<Fact> facts() {
        return PARTS.stream().flatMap(part -> part.facts().values().stream());
    }

    @Test
    void eachFactSaidToBeKeptHasATest() {
        assertThat(facts())
                .filteredOn(fact -> PROVEN.contains(fact.verdict()))
                .allSatisfy(fact ->
                        assertThat(TESTS).as("a test named by " + fact.id()).containsKey(fact.id()));
    }

    @Test
    void eachDifferenceIsExplained() {
        for (Part part : PARTS) {
            assertThat(part.facts().values())
                    .allSatisfy(fact -> assertThat(fact.verdict()).isIn(part.verdicts()))
                    .filteredOn(fact -> EXPLAINED.contains(fact.verdict()))
                    .allSatisfy(fact -> assertThat(fact.here()).as(fact.id()).isNotEmpty());
        }
    }

    @Test
    void aNameTellsAllIdsItBeginsWith() {
        assertThat(ids("rw1To3AndSoOn")).containsExactly("RW-1", "RW-2", "RW-3");
        assertThat(ids("sp4And6Names")).containsExactly("SP-4", "SP-6");
        assertThat(ids("popT1AndTls3And5NothingFollows")).containsExactly("POP-T1", "TLS-3", "TLS-5");
        assertThat(ids("aMessageOf100OctetsAndTls3")).isEmpty();
    }

    @Test
    void thePageIsMadeFromFactsAndTests() throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).as("out of date; to make it anew: " + COMMAND).hasContent(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder();
        PARTS.forEach(part -> part.write(page));
        return page.append("\nThis page is made from `facts.txt`, `doors.txt` and the tests: `" + COMMAND + "`.\n")
                .toString();
    }
}
