package ee.qmail.bench;

import ee.qmail.bench.cases.Bounds;
import ee.qmail.bench.cases.Case;
import ee.qmail.bench.cases.Cases;
import ee.qmail.bench.load.SmtpSink;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peers;
import ee.qmail.bench.report.CsvReport;
import ee.qmail.bench.report.MarkdownReport;
import ee.qmail.bench.report.Plots;
import ee.qmail.bench.report.Results;
import ee.qmail.bench.report.Targets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Measures this server and its peers side by side. Ends with 1 if nothing could be measured. */
public final class Bench {
    /** Before anything else. */
    private static final List<String> WARMUP = List.of("generator-many", "accept-50-one", "accept-50-many");
    /** If they are to be measured: each takes a way of its own through a server. */
    private static final List<String> WARMUP_IF_WANTED = List.of("recipients-100", "big", "relay");

    /** The same, if a case is wanted whose name begins so: TLS and log-ins are code of their own. */
    private static final Map<String, List<String>> WARMUP_BY_PREFIX = Map.of(
            "starttls-", List.of("starttls-10-one", "starttls-10-one-resumed", "starttls-10-many"),
            "smtps-", List.of("smtps-10-one", "smtps-10-one-resumed", "smtps-10-many"),
            "handshake", List.of("handshake", "handshake-resumed", "handshake-pop3s", "handshake-pop3s-resumed"),
            "login-", List.of("login-plain", "login-plain-resumed", "login-scram"),
            "pop3s-", List.of("handshake-pop3s"));

    private static final Map<String, String> WARMUP_ONCE =
            Map.of("pop3-", "pop3-retr-10000", "pop3s-", "pop3s-retr-10000");

    private final Path base;
    private final Options options;
    private final Progress progress;

    private Bench(Path base, Options options, Progress progress) {
        this.base = base;
        this.options = options;
        this.progress = progress;
    }

    /** @param arguments see {@link Options#USAGE} */
    public static void main(String[] arguments) {
        Progress progress = new Progress(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        try {
            Path base = Path.of(System.getProperty("bench.base", ".")).toAbsolutePath();
            Options options = Options.parse(arguments, base.resolve("bench"));
            new Bench(base, options, progress).run();
        } catch (BenchException e) {
            progress.say(e.getMessage());
            System.exit(1);
        } catch (IOException | UncheckedIOException e) {
            progress.say(e.toString());
            System.exit(1);
        }
    }

    private void run() throws IOException {
        if (options.help()) {
            progress.say(Options.USAGE);
            return;
        }
        Scratch scratch = new Scratch(options.scratch(), base.resolve("bench/target/deleted"));
        scratch.create(progress);
        StopSignal stop = new StopSignal(Thread.currentThread());
        try (SmtpSink sink = new SmtpSink();
                Peers peers = new Peers(
                        options.scratch(),
                        base.resolve("bench/target/packages"),
                        base.resolve("micro/target/qmail-micro.jar"),
                        options.jar(),
                        sink.address())) {
            List<Case> cases = Cases.all(options.bounds(), options.tls(), sink, peers, options.scratch());
            if (options.list()) {
                list(peers, cases);
            } else {
                scratch.awaitForgotten(progress);
                measure(cases, sink, peers);
            }
        } finally {
            scratch.delete();
            stop.close();
        }
    }

    private void list(Peers peers, List<Case> cases) {
        progress.say("peers: " + String.join(", ", peers.names()));
        cases.forEach(it -> progress.say(String.format("%-20s %s", it.name(), it.about())));
    }

    private void measure(List<Case> cases, SmtpSink sink, Peers peers) throws IOException {
        List<String> chosen = Options.choose(
                "case", options.cases(), cases.stream().map(Case::name).toList());
        List<String> names = Options.choose("peer", options.peers(), peers.names());
        List<Case> wanted =
                cases.stream().filter(it -> chosen.contains(it.name())).toList();
        boolean anybody = wanted.stream().anyMatch(it -> it.needs() != Ability.NONE);
        Results results = new Runner(options, peers, progress)
                .run(anybody ? names : List.of(), wanted, warmup(chosen, sink, peers));
        if (results.isEmpty()) {
            throw new BenchException("nothing was measured");
        }
        report(results, wanted);
    }

    private List<Case> warmup(List<String> chosen, SmtpSink sink, Peers peers) {
        List<String> names = Stream.of(
                        WARMUP.stream(),
                        WARMUP_IF_WANTED.stream().filter(chosen::contains),
                        WARMUP_BY_PREFIX.entrySet().stream()
                                .filter(entry -> anyBegins(chosen, entry.getKey()))
                                .flatMap(entry -> entry.getValue().stream()))
                .flatMap(Function.identity())
                .toList();
        List<Case> asMuchAsFits = cases(names, new Bounds(100, options.warmup()), sink, peers);
        List<String> onceNames = WARMUP_ONCE.entrySet().stream()
                .filter(entry -> anyBegins(chosen, entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        List<Case> once = cases(onceNames, new Bounds(1, options.warmup()), sink, peers);
        return Stream.concat(asMuchAsFits.stream(), once.stream()).toList();
    }

    private static boolean anyBegins(List<String> chosen, String prefix) {
        return chosen.stream().anyMatch(name -> name.startsWith(prefix));
    }

    private List<Case> cases(List<String> names, Bounds bounds, SmtpSink sink, Peers peers) {
        return Cases.all(bounds, options.tls(), sink, peers, options.scratch()).stream()
                .filter(it -> names.contains(it.name()))
                .toList();
    }

    private void report(Results results, List<Case> cases) throws IOException {
        Path out = Files.createDirectories(options.out());
        Files.writeString(out.resolve("results.csv"), CsvReport.of(results));
        List<String> plots = Plots.write(results, cases, out);
        String text = new MarkdownReport(results, cases, Targets.load(), options.rounds()).text(plots);
        Files.writeString(out.resolve("results.md"), text);
        progress.say("results in " + out.resolve("results.md"));
    }
}
