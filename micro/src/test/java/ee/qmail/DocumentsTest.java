package ee.qmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents agree with the repository: each link leads to a file and a heading, each class named in the map is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$|<a id=\"([^\"]+)\">");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern CLASS = Pattern.compile("([A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*)(?:\\.\\w+)?");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record) ([A-Z]\\w+)");
    private static final Pattern PLUGIN =
            Pattern.compile("(<artifactId>maven-[a-z]+-plugin</artifactId>)\\s+(<version>[^<]+</version>)");
    /** Of the platform, and of mail. */
    private static final Set<String> FOREIGN = Set.of(
            "BytesMessage",
            "MapMessage",
            "TextMessage",
            "WorkManager",
            "ManagedScheduledExecutorService",
            "MessagingException",
            "NotSupported",
            "JMSRedelivered");

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String place : List.of("docs", "bench", "examples", "servers")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
                files.filter(DocumentsTest::isDocument).forEach(documents::add);
            }
        }
        try (Stream<Path> files = Files.list(ROOT)) {
            files.filter(DocumentsTest::isDocument).forEach(documents::add);
        }
        return documents;
    }

    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md") && !file.toString().contains("/target/");
    }

    /** The pom that applications begin with has the versions of this build. */
    @Test
    void thePomForApplicationsHasTheVersionsOfThisBuild() throws IOException {
        String ours = Files.readString(ROOT.resolve("pom.xml"));
        String theirs = Files.readString(ROOT.resolve("docs/application-pom.xml"));
        List<MatchResult> plugins = PLUGIN.matcher(theirs).results().toList();
        assertThat(plugins).hasSize(4);
        plugins.forEach(plugin -> assertThat(ours)
                .containsPattern(Pattern.quote(plugin.group(1)) + "\\s+" + Pattern.quote(plugin.group(2))));
        for (String property : List.of("junit.version", "jakartaee.version")) {
            MatchResult version = Pattern.compile("<" + property + ">(.+)<")
                    .matcher(ours)
                    .results()
                    .findFirst()
                    .orElseThrow();
            assertThat(theirs).contains("<version>" + version.group(1) + "</version>");
        }
        Matcher project = Pattern.compile("<version>.+</version>").matcher(ours);
        assertThat(project.find()).isTrue();
        assertThat(theirs).containsPattern("<artifactId>qmail-bom</artifactId>\\s+" + Pattern.quote(project.group()));
    }

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String link : found(LINK, Files.readString(document))) {
                if (!link.contains("://") && !link.startsWith("mailto:") && !leadsSomewhere(document, link)) {
                    broken.add(document + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        boolean heading = parts.length == 2 && isDocument(target);
        return Files.exists(target) && (!heading || anchors(target).contains(parts[1]));
    }

    /** As GitHub names them. */
    private static Set<String> anchors(Path document) throws IOException {
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(Files.readString(document)).results().forEach(heading -> {
            if (heading.group(2) != null) {
                anchors.add(heading.group(2));
            } else {
                String text = heading.group(1).toLowerCase(Locale.ROOT).strip();
                anchors.add(text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
            }
        });
        return anchors;
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void eachClassOfTheMapIsThere() throws IOException {
        Set<String> types = types();
        List<String> unknown = new ArrayList<>();
        for (Path page : pagesOfTheMap()) {
            for (String code : found(CODE, Files.readString(page))) {
                CLASS.matcher(code)
                        .results()
                        .filter(name -> name.group().equals(code))
                        .map(name -> name.group(1))
                        .filter(name -> !types.contains(name) && !FOREIGN.contains(name))
                        .forEach(name -> unknown.add(page + ": " + name));
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static List<Path> pagesOfTheMap() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(
                ROOT.resolve("INTERNALS.md"), ROOT.resolve("docs/architecture.md"), ROOT.resolve("docs/recipes.md")));
        try (Stream<Path> internals = Files.list(ROOT.resolve("docs/internals"))) {
            internals.forEach(pages::add);
        }
        return pages;
    }

    private static Set<String> types() throws IOException {
        Set<String> types = new HashSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.toList()) {
                addTypes(module.resolve("src"), types);
            }
        }
        return types;
    }

    private static void addTypes(Path sources, Set<String> types) throws IOException {
        if (!Files.isDirectory(sources)) {
            return;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                types.addAll(found(TYPE, Files.readString(file)));
            }
        }
    }
}
