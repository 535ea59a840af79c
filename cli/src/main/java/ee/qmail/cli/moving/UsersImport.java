package ee.qmail.cli.moving;

import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.cli.moving.Sources.Line;
import ee.qmail.lspawn.Assign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code users/assign} and the user alias. */
final class UsersImport {
    private static final int HOME = 4;
    private static final Set<String> NOT_NEEDED =
            Set.of("cdb", "include", "exclude", "mailnames", "subusers", "append");

    private final Target target;
    private final Sources sources;
    private final Report report;

    UsersImport(Target target, Sources sources, Report report) {
        this.target = target;
        this.sources = sources;
        this.report = report;
    }

    /** @param vpopmail null if there is none; lines of its domains are not needed */
    void take(Path qmail, Path vpopmail) {
        Step.of(report, qmail.resolve("users").toString(), () -> takeUsers(qmail.resolve("users"), vpopmail));
        Step.of(report, qmail.resolve("alias").toString(), () -> takeAliases(qmail.resolve("alias")));
    }

    private void takeUsers(Path directory, Path vpopmail) throws IOException {
        for (Path file : Sources.files(directory)) {
            String name = file.getFileName().toString();
            if (Files.isSymbolicLink(file)) {
                report.tell(Fate.NOT_UNDERSTOOD, "users/" + name, Sources.LINK);
            } else if (name.equals("assign")) {
                Step.of(report, "users/assign", () -> takeAssign(file, vpopmail));
            } else if (NOT_NEEDED.contains(name)) {
                report.tell(Fate.NOT_NEEDED, "users/" + name, "users/assign is read as it is");
            } else {
                report.tell(Fate.NOT_UNDERSTOOD, "users/" + name, "no file of qmail that is known here");
            }
        }
    }

    private void takeAliases(Path directory) throws IOException {
        for (Path file : Sources.files(directory)) {
            String name = file.getFileName().toString();
            if (Files.isSymbolicLink(file)) {
                report.tell(Fate.NOT_UNDERSTOOD, "alias/" + name, Sources.LINK);
            } else if (name.startsWith(".qmail")) {
                Step.of(report, "alias/" + name, () -> takeAlias(file, name));
            } else {
                report.tell(Fate.NOT_UNDERSTOOD, "alias/" + name, "only .qmail files are taken");
            }
        }
    }

    private void takeAlias(Path file, String name) throws IOException {
        boolean taken = target.copy(file, target.home().alias().resolve(file.getFileName()));
        report.tell(taken ? Fate.TAKEN : Fate.THERE, "alias/" + name);
    }

    private void takeAssign(Path file, Path vpopmail) throws IOException {
        List<String> kept = new ArrayList<>();
        boolean ended = false;
        for (Line line : sources.lines(file)) {
            if (line.text().startsWith(".")) {
                ended = true;
                break;
            }
            if (!line.text().isBlank() && isKept(line, vpopmail)) {
                kept.add(line.text());
            }
        }
        if (!ended) {
            report.tell(
                    Fate.NOT_UNDERSTOOD, "users/assign", "has no line with a dot at its end; it may have been cut off");
        }
        write(kept);
    }

    private boolean isKept(Line line, Path vpopmail) {
        String what = "users/assign line " + line.number();
        String[] fields = line.text().split(":", -1);
        if (!line.isText()) {
            report.tell(Fate.NOT_UNDERSTOOD, what, Sources.UNKNOWN_OCTETS);
            return false;
        }
        Optional<String> problem = Assign.problem(line.text());
        if (problem.isPresent()) {
            report.tell(Fate.NOT_UNDERSTOOD, what, "'" + line.text() + "' " + problem.get());
            return false;
        }
        Path home = Path.of(fields[HOME]);
        if (vpopmail != null && home.startsWith(vpopmail.resolve("domains"))) {
            report.tell(Fate.NOT_NEEDED, what, "domain " + fields[1] + " is served by itself");
            return false;
        }
        if (!Files.isDirectory(home)) {
            report.tell(Fate.NOT_UNDERSTOOD, what, "taken, but there is no home directory " + home);
        }
        return true;
    }

    private void write(List<String> kept) throws IOException {
        String text = kept.isEmpty() ? ".\n" : String.join("\n", kept) + "\n.\n";
        Path to = target.home().assign();
        if (Files.exists(to) && Files.readString(to).equals(text)) {
            report.tell(Fate.THERE, "users/assign");
        } else if (target.write(to, text)) {
            report.tell(Fate.TAKEN, "users/assign", kept.size() + " lines");
        } else {
            report.tell(Fate.FAILED, "users/assign", to + " is there and has other lines: put them together by hand");
        }
    }
}
