package ee.qmail.cli.moving;

import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.control.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code users/assign} and the user alias. */
final class UsersImport {
    private static final int FIELDS = 7;
    private static final int HOME = 4;
    private static final Set<String> NOT_NEEDED =
            Set.of("cdb", "include", "exclude", "mailnames", "subusers", "append");

    private final Target target;
    private final Report report;

    UsersImport(Target target, Report report) {
        this.target = target;
        this.report = report;
    }

    /** @param vpopmail null if there is none; lines of its domains are not needed */
    void take(Path qmail, Path vpopmail) throws IOException {
        for (Path file : Sources.files(qmail.resolve("users"))) {
            String name = file.getFileName().toString();
            if (name.equals("assign")) {
                takeAssign(file, vpopmail);
            } else if (NOT_NEEDED.contains(name)) {
                report.tell(Fate.NOT_NEEDED, "users/" + name, "users/assign is read as it is");
            } else {
                report.tell(Fate.NOT_UNDERSTOOD, "users/" + name, "no file of qmail that is known here");
            }
        }
        for (Path file : Sources.files(qmail.resolve("alias"))) {
            String name = file.getFileName().toString();
            if (name.startsWith(".qmail")) {
                boolean taken = target.copy(file, target.home().alias().resolve(name));
                report.tell(taken ? Fate.TAKEN : Fate.THERE, "alias/" + name);
            } else {
                report.tell(Fate.NOT_UNDERSTOOD, "alias/" + name, "only .qmail files are taken");
            }
        }
    }

    private void takeAssign(Path file, Path vpopmail) throws IOException {
        List<String> kept = new ArrayList<>();
        int number = 0;
        boolean ended = false;
        for (String line : PlainText.of(Files.readString(file)).text().split("\n")) {
            number++;
            if (line.startsWith(".")) {
                ended = true;
                break;
            }
            String[] fields = line.split(":", -1);
            String what = "users/assign line " + number;
            if (line.isBlank()) {
                continue;
            }
            if (fields.length <= FIELDS || line.charAt(0) != '=' && line.charAt(0) != '+') {
                report.tell(
                        Fate.NOT_UNDERSTOOD,
                        what,
                        "'" + line
                                + "' must be =local:user:uid:gid:home:dash:ext: or +prefix:user:uid:gid:home:dash:pre:");
            } else if (vpopmail != null && Path.of(fields[HOME]).startsWith(vpopmail.resolve("domains"))) {
                report.tell(Fate.NOT_NEEDED, what, "domain " + fields[1] + " is served by itself");
            } else {
                kept.add(line);
                if (!Files.isDirectory(Path.of(fields[HOME]))) {
                    report.tell(Fate.NOT_UNDERSTOOD, what, "taken, but there is no home directory " + fields[HOME]);
                }
            }
        }
        if (!ended) {
            report.tell(
                    Fate.NOT_UNDERSTOOD, "users/assign", "has no line with a dot at its end; it may have been cut off");
        }
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
