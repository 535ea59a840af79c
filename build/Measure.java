import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Measures the sources. Run by {@code build/measure} and by {@code MeasuredPageTest}, in the root of the project. */
public final class Measure {
    static final int MAX_CLASS_LINES = 300;
    static final int MAX_METHOD_LINES = 34;
    static final int MAX_PACKAGE_FILES = 18;

    private static final Path PAGE = Path.of("docs/architecture.md");
    static final Path EXCEPTIONS = Path.of("build/exceptions.txt");
    private static final String BEGIN = "<!-- measured by build/measure --write: do not edit -->\n";
    private static final String END = "<!-- end of what is measured -->\n";
    private static final List<String> PRODUCT =
            List.of("core", "api", "mime", "rar", "broker", "ejb", "web", "httpd", "micro");
    private static final List<String> TOOLS = List.of("cli", "test", "bench");

    private Measure() {}

    public static void main(String[] arguments) throws IOException {
        Set<String> options = Set.of(arguments);
        Report report = new Report(sources(), exceptions());
        String page = Files.readString(PAGE);
        if (options.contains("--write")) {
            Files.writeString(PAGE, around(page)[0] + report.text() + around(page)[2]);
        } else if (options.contains("--check")) {
            List<String> faults = new ArrayList<>(report.brokenLimits());
            faults.addAll(report.differences(around(page)[1]));
            faults.forEach(System.out::println);
            System.exit(faults.isEmpty() ? 0 : 1);
        } else {
            System.out.print(report.text());
        }
    }

    /** The page before, in and after the measured block. */
    private static String[] around(String page) {
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IllegalStateException(PAGE + " must have the lines " + BEGIN + END);
        }
        return new String[] {page.substring(0, begin), page.substring(begin, end), page.substring(end)};
    }

    private static Map<String, List<Source>> sources() throws IOException {
        Map<String, List<Source>> modules = new LinkedHashMap<>();
        for (String module : Stream.concat(PRODUCT.stream(), TOOLS.stream()).toList()) {
            modules.put(module, Source.read(List.of(Path.of(module, "src/main/java"))));
        }
        modules.put(
                "**product** (`core` to `micro`)",
                PRODUCT.stream().flatMap(name -> modules.get(name).stream()).toList());
        try (Stream<Path> directories = Files.list(Path.of("."))) {
            modules.put(
                    "tests of all modules",
                    Source.read(directories
                            .map(directory -> directory.resolve("src/test/java"))
                            .filter(Files::isDirectory)
                            .sorted()
                            .toList()));
        }
        return modules;
    }

    /** Lines {@code NAME | reason} of packages, classes and methods that may be larger than their limit. */
    private static Map<String, String> exceptions() throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        for (String line : Files.readAllLines(EXCEPTIONS)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] fields = line.split("\\|", 2);
                reasons.put(fields[0].strip(), fields[1].strip());
            }
        }
        return reasons;
    }
}

/** One measured source file. Sizes are in lines, comments and blank lines of the body included. */
record Source(
        String type,
        String inPackage,
        int classLines,
        Map<String, List<Integer>> methods,
        List<Integer> parameters,
        int booleans,
        Text text,
        Set<String> imports) {

    static List<Source> read(List<Path> roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> found = Files.exists(root) ? Files.walk(root) : Stream.empty()) {
                found.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        if (files.isEmpty()) {
            return List.of();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            Iterable<? extends JavaFileObject> given = manager.getJavaFileObjectsFromPaths(files);
            DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
            JavacTask task = (JavacTask) compiler.getTask(null, manager, faults, List.of("-proc:none"), null, given);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<Source> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                if (!unit.getSourceFile().getName().endsWith("package-info.java")) {
                    sources.add(of(unit, positions));
                }
            }
            if (!faults.getDiagnostics().isEmpty()) {
                throw new IllegalStateException("not Java: " + faults.getDiagnostics().get(0));
            }
            return sources;
        }
    }

    private static Source of(CompilationUnitTree unit, SourcePositions positions) throws IOException {
        Sizes sizes = new Sizes(unit, positions);
        sizes.scan(unit, null);
        ClassTree outermost = (ClassTree) unit.getTypeDecls().get(0);
        return new Source(
                outermost.getSimpleName().toString(),
                unit.getPackageName().toString(),
                sizes.lines(outermost),
                sizes.methods,
                sizes.parameters,
                sizes.booleans,
                Text.of(unit.getSourceFile().getCharContent(true).toString()),
                imports(unit));
    }

    private static Set<String> imports(CompilationUnitTree unit) {
        Pattern ours = Pattern.compile("(ee\\.qmail(?:\\.[a-z0-9]+)*)\\..*");
        return unit.getImports().stream()
                .map(ImportTree::getQualifiedIdentifier)
                .map(name -> ours.matcher(name.toString()))
                .filter(name -> name.matches())
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

/** Methods and parameters of one file. The components of a record count as parameters of its constructor. */
final class Sizes extends TreeScanner<Void, Void> {
    final Map<String, List<Integer>> methods = new LinkedHashMap<>();
    final List<Integer> parameters = new ArrayList<>();
    int booleans;

    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Sizes(CompilationUnitTree unit, SourcePositions positions) {
        this.unit = unit;
        this.positions = positions;
    }

    private static List<Integer> together(List<Integer> some, List<Integer> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    int lines(Tree tree) {
        long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
        return (int) (unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree)) - first + 1);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        parameters.add(method.getParameters().size());
        booleans += method.getParameters().stream()
                .filter(parameter -> "boolean".equals(String.valueOf(parameter.getType())))
                .count();
        if (method.getBody() != null) {
            methods.merge(method.getName().toString(), List.of(lines(method)), Sizes::together);
        }
        return super.visitMethod(method, nothing);
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
        if (type.getKind() == Tree.Kind.RECORD) {
            parameters.add((int) type.getMembers().stream()
                    .filter(VariableTree.class::isInstance)
                    .map(VariableTree.class::cast)
                    .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
                    .count());
        }
        return super.visitClass(type, nothing);
    }
}

/** What is not structure: comments, long lines, words. */
record Text(int commentLines, int codeLines, int longLines, int javadocs, int headless, int pronouns) {
    private static final int LONG = 120;
    private static final Pattern TOKENS = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+'|(/\\*.*?\\*/|//[^\n]*)", Pattern.DOTALL);
    private static final Pattern HEADLESS =
            Pattern.compile("(?s)/\\*\\*[\\s*]*(What|Who|Whoever|Whom|Whose|Whether|How|Where|Which|When|By what)\\b.*");
    private static final Pattern PRONOUN = Pattern.compile("\\b(he|him|his|himself)\\b", Pattern.CASE_INSENSITIVE);

    static Text of(String source) {
        List<String> comments = TOKENS.matcher(source).results()
                .map((MatchResult token) -> token.group(1))
                .filter(comment -> comment != null)
                .toList();
        String code = TOKENS.matcher(source).replaceAll(token -> token.group(1) == null ? "x" : "");
        List<String> javadocs = comments.stream().filter(comment -> comment.startsWith("/**")).toList();
        return new Text(
                comments.stream().mapToInt(comment -> (int) comment.lines().count()).sum(),
                (int) code.lines().filter(line -> !line.isBlank()).count(),
                (int) source.lines().filter(line -> line.length() > LONG).count(),
                javadocs.size(),
                (int) javadocs.stream().filter(HEADLESS.asMatchPredicate()).count(),
                comments.stream().mapToInt(Text::pronouns).sum());
    }

    static int pronouns(String text) {
        return (int) PRONOUN.matcher(text).results().count();
    }
}

/** All figures, as text and beside the limits. */
final class Report {
    private final Map<String, List<Source>> modules;
    private final Map<String, String> exceptions;
    private final List<Source> product;

    Report(Map<String, List<Source>> modules, Map<String, String> exceptions) {
        this.modules = modules;
        this.exceptions = exceptions;
        this.product = modules.entrySet().stream()
                .filter(module -> module.getKey().startsWith("**product**"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    String text() throws IOException {
        return table() + "\n" + overLimits() + "\n" + rest();
    }

    private String table() {
        StringBuilder table = new StringBuilder("""
                | Module | Files | Files per package | Lines per class | Lines per method | Parameters | Comments | `boolean` parameters |
                | --- | --- | --- | --- | --- | --- | --- | --- |
                """);
        modules.forEach((name, sources) -> table.append("| %s | %d | %s | %s | %s | %s | %d %% | %d |%n".formatted(
                name,
                sources.size(),
                spread(packages(sources).values().stream()),
                spread(sources.stream().map(Source::classLines)),
                spread(sources.stream().flatMap(source -> source.methods().values().stream()).flatMap(List::stream)),
                spread(sources.stream().flatMap(source -> source.parameters().stream())),
                commentShare(sources),
                sources.stream().mapToInt(Source::booleans).sum())));
        return table.toString();
    }

    /** Median, 90th percentile and maximum. */
    private static String spread(Stream<Integer> figures) {
        List<Integer> sorted = figures.sorted().toList();
        int last = sorted.size() - 1;
        return sorted.isEmpty() ? "-" : sorted.get(last / 2) + "/" + sorted.get((int) Math.ceil(0.9 * last)) + "/" + sorted.get(last);
    }

    private static long commentShare(List<Source> sources) {
        double comments = sources.stream().mapToInt(source -> source.text().commentLines()).sum();
        return Math.round(100 * comments / (comments + sources.stream().mapToInt(source -> source.text().codeLines()).sum()));
    }

    private static Map<String, Integer> packages(List<Source> sources) {
        return sources.stream().collect(Collectors.toMap(Source::inPackage, source -> 1, Integer::sum, TreeMap::new));
    }

    private Map<String, Integer> largePackages() {
        return above(Measure.MAX_PACKAGE_FILES, packages(product));
    }

    private Map<String, Integer> largeClasses() {
        return above(Measure.MAX_CLASS_LINES, product.stream()
                .collect(Collectors.toMap(Source::type, Source::classLines, Math::max)));
    }

    private Map<String, Integer> longMethods() {
        Map<String, Integer> methods = new TreeMap<>();
        product.forEach(source -> source.methods().forEach((name, lines) ->
                methods.put(source.type() + "." + name, Collections.max(lines))));
        return above(Measure.MAX_METHOD_LINES, methods);
    }

    private static Map<String, Integer> above(int limit, Map<String, Integer> figures) {
        return figures.entrySet().stream()
                .filter(figure -> figure.getValue() > limit)
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }

    /** Everything that is larger than its limit, with its size in words. */
    private Map<String, String> large() {
        Map<String, String> large = new LinkedHashMap<>();
        largePackages().forEach((name, files) -> large.put(name, files + " files"));
        largeClasses().forEach((name, lines) -> large.put(name, lines + " lines"));
        longMethods().forEach((name, lines) -> large.put(name, lines + " lines"));
        return large;
    }

    private String overLimits() {
        StringBuilder table = new StringBuilder("| Larger than its limit | | Why |\n| --- | --- | --- |\n");
        large().forEach((name, size) -> table.append(
                "| `%s` | %s | %s |%n".formatted(name, size, exceptions.getOrDefault(name, "no reason is given"))));
        return table.toString();
    }

    private String rest() throws IOException {
        List<String> circles = circles();
        int javadocs = sum(source -> source.text().javadocs());
        return """
                - Circles of packages within a module of the product: %s.
                - Lines of more than 120 characters in the product: %d.
                - Javadoc comments of the product that begin with *what*, *who*, *how* or the like: %d of %d.
                - *He*, *him* or *his*: %d in comments of the product, %d in the documents.
                """.formatted(
                circles.isEmpty() ? "none" : String.join("; ", circles),
                sum(source -> source.text().longLines()),
                sum(source -> source.text().headless()),
                javadocs,
                sum(source -> source.text().pronouns()),
                pronounsOfDocuments());
    }

    private int sum(java.util.function.ToIntFunction<Source> figure) {
        return product.stream().mapToInt(figure).sum();
    }

    private static int pronounsOfDocuments() throws IOException {
        int count = 0;
        for (Path start : List.of(Path.of("."), Path.of("docs"), Path.of("bench"), Path.of("examples"))) {
            try (Stream<Path> files = Files.walk(start, start.equals(Path.of(".")) ? 1 : 9)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".md")).toList()) {
                    count += Text.pronouns(Files.readString(file).replaceAll("`[^`]*`|\\*\\w+\\*", ""));
                }
            }
        }
        return count;
    }

    private List<String> circles() {
        return modules.entrySet().stream()
                .filter(module -> !module.getKey().contains(" ") && !module.getKey().equals("bench"))
                .flatMap(module -> circles(module.getValue()).stream().map(circle -> module.getKey() + ": " + circle))
                .toList();
    }

    private static Set<String> circles(List<Source> sources) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        sources.forEach(source -> arrows.computeIfAbsent(source.inPackage(), name -> new TreeSet<>()).addAll(source.imports()));
        arrows.values().forEach(to -> to.retainAll(arrows.keySet()));
        Map<String, Set<String>> reached = arrows.keySet().stream()
                .collect(Collectors.toMap(name -> name, name -> reach(name, arrows), (one, other) -> one, TreeMap::new));
        return arrows.keySet().stream()
                .filter(name -> reached.get(name).contains(name))
                .map(name -> reached.get(name).stream()
                        .filter(other -> reached.get(other).contains(name))
                        .collect(Collectors.joining("`, `", "`", "`")))
                .filter(circle -> circle.contains(","))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> reach(String start, Map<String, Set<String>> arrows) {
        Set<String> reached = new TreeSet<>();
        List<String> next = new ArrayList<>(arrows.get(start));
        while (!next.isEmpty()) {
            String name = next.remove(next.size() - 1);
            if (reached.add(name)) {
                next.addAll(arrows.get(name));
            }
        }
        return reached;
    }

    List<String> brokenLimits() {
        return large().entrySet().stream()
                .filter(one -> !exceptions.containsKey(one.getKey()))
                .map(one -> "%s has %s; at most %d files to a package, %d lines to a class, %d to a method, or a line in %s that says why"
                        .formatted(
                                one.getKey(),
                                one.getValue(),
                                Measure.MAX_PACKAGE_FILES,
                                Measure.MAX_CLASS_LINES,
                                Measure.MAX_METHOD_LINES,
                                Measure.EXCEPTIONS))
                .toList();
    }

    /** Rows of the kept table that are further from today's than one change makes them. */
    List<String> differences(String kept) {
        Map<String, String> now = rows(table());
        Map<String, String> before = rows(kept);
        return now.keySet().stream()
                .filter(module -> !isNear(before.getOrDefault(module, ""), now.get(module)))
                .map(module -> "the row of " + module + " in docs/architecture.md is out of date; to refresh it: build/measure --write")
                .toList();
    }

    private static Map<String, String> rows(String table) {
        return table.lines()
                .filter(line -> line.split("\\|").length == 9 && line.contains("%"))
                .collect(Collectors.toMap(line -> line.split("\\|")[1].strip(), line -> line.split("\\|", 3)[2],
                        (one, other) -> one, LinkedHashMap::new));
    }

    private static boolean isNear(String kept, String now) {
        List<Integer> one = figures(kept);
        List<Integer> other = figures(now);
        return one.size() == other.size() && IntStream.range(0, one.size())
                .allMatch(at -> Math.abs(one.get(at) - other.get(at)) <= Math.max(10, other.get(at) / 10));
    }

    private static List<Integer> figures(String row) {
        return Pattern.compile("\\d+").matcher(row).results().map(figure -> Integer.valueOf(figure.group())).toList();
    }
}
