package ee.qmail.bench;

import ee.qmail.bench.cases.Bounds;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The command line. */
record Options(
        List<String> peers,
        List<String> cases,
        int rounds,
        Bounds bounds,
        long warmup,
        boolean strace,
        String tls,
        boolean list,
        boolean help,
        Optional<Path> jar,
        Path scratch,
        Path out) {

    static final String USAGE = """
            bench/run [options] [peers] [cases]
              peers, cases  names separated by commas, * stands for anything, all is the default
              --list        shows the names
              --rounds N    how often each case is measured for each peer (5)
              --seconds N   time after which a run begins no more messages (10)
              --scale X     multiplies all counts, 0.01 is a trial (1)
              --warmup N    seconds of mail of each kind for each Java peer before the first round (30)
              --strace      one more round, in which syncs are counted
              --tls V       version of TLS in the cases with it, 1.2 or 1.3 (1.3)
              --jar FILE    another build of this server, measured as peer qmail-ee-other
              --scratch DIR where the servers write (bench/target/scratch)
              --out DIR     where the results go (bench/results/DATE)
            bench/run jmh [options of JMH]
              micro-benchmarks with allocation rates
            """;

    /** @param bench the directory of this module */
    static Options parse(String[] arguments, Path bench) {
        Values given = new Values();
        Iterator<String> words = Arrays.asList(arguments).iterator();
        while (words.hasNext()) {
            given.take(words.next(), words);
        }
        return given.options(bench);
    }

    /** Those of some names that a list of names and patterns means, in the order of the names. */
    static List<String> choose(String kind, List<String> wanted, List<String> names) {
        for (String one : wanted) {
            if (names.stream().noneMatch(name -> means(one, name))) {
                throw new BenchException("no " + kind + " '" + one + "'; there are " + String.join(", ", names));
            }
        }
        return names.stream()
                .filter(name -> wanted.stream().anyMatch(one -> means(one, name)))
                .toList();
    }

    private static boolean means(String one, String name) {
        return one.equals("all") || Pattern.matches(("\\Q" + one + "\\E").replace("*", "\\E.*\\Q"), name);
    }

    private static final class Values {
        private final List<String> names = new ArrayList<>();
        private int rounds = 5;
        private long seconds = 10;
        private double scale = 1;
        private long warmup = 30;
        private boolean strace;
        private String tls = "1.3";
        private boolean list;
        private boolean help;
        private Path jar;
        private Path scratch;
        private Path out;

        void take(String word, Iterator<String> rest) {
            switch (word) {
                case "--rounds" -> rounds = (int) number(word, rest, 1);
                case "--seconds" -> seconds = (long) number(word, rest, 1);
                case "--scale" -> scale = number(word, rest, 0);
                case "--warmup" -> warmup = (long) number(word, rest, 0);
                case "--strace" -> strace = true;
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                case "--tls" -> tls = version(value(word, rest));
                case "--jar" -> jar = Path.of(value(word, rest));
                case "--scratch" -> scratch = Path.of(value(word, rest));
                case "--out" -> out = Path.of(value(word, rest));
                default -> name(word);
            }
        }

        private void name(String word) {
            if (word.startsWith("-") || names.size() == 2) {
                throw new BenchException("'" + word + "' is not understood\n" + USAGE);
            }
            names.add(word);
        }

        private static String value(String option, Iterator<String> rest) {
            if (!rest.hasNext()) {
                throw new BenchException(option + " needs a value\n" + USAGE);
            }
            return rest.next();
        }

        private static String version(String value) {
            if (!value.equals("1.2") && !value.equals("1.3")) {
                throw new BenchException("--tls " + value + ": must be 1.2 or 1.3");
            }
            return value;
        }

        private static double number(String option, Iterator<String> rest, double least) {
            String value = value(option, rest);
            try {
                double number = Double.parseDouble(value);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new BenchException(option + " " + value + ": must be a number", e);
            }
            throw new BenchException(option + " " + value + ": must be " + least + " or more");
        }

        Options options(Path bench) {
            String date = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss").format(LocalDateTime.now());
            return new Options(
                    names(0),
                    names(1),
                    rounds,
                    new Bounds(scale, seconds),
                    warmup,
                    strace,
                    "TLSv" + tls,
                    list,
                    help,
                    Optional.ofNullable(jar),
                    (scratch == null ? bench.resolve("target/scratch") : scratch).resolve("run-" + pid()),
                    out == null ? bench.resolve("results").resolve(date) : out);
        }

        private static long pid() {
            return ProcessHandle.current().pid();
        }

        private List<String> names(int position) {
            return position < names.size() ? List.of(names.get(position).split(",")) : List.of("all");
        }
    }
}
