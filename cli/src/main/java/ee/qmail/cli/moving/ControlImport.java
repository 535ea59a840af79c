package ee.qmail.cli.moving;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.cli.moving.Sources.Line;
import ee.qmail.control.Setting;
import ee.qmail.control.Shape;
import ee.qmail.tls.ServerCertificates;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The control files. What this server writes itself for a domain that it serves stays in them. Of a list each line counts for
 * itself; what is not understood of tcp.smtp, whose order decides, keeps all of it out.
 */
final class ControlImport {
    private static final Map<String, String> NOT_NEEDED = Map.of(
            "morercpthosts.cdb", "morercpthosts is read as it is",
            "qmqpservers", "there is no QMQP here; a null client sends by SMTP (smtproutes)",
            "dnsbllist", "DNS blocklists are in control/blocklists here, one zone to a line");

    /** Certificates, which the server looks at itself: a wrong one does no harm. */
    private static final Set<String> CERTIFICATES = Set.of("servercert.pem", "clientca.pem", "clientcrl.pem");

    private final Target target;
    private final Sources sources;
    private final Report report;

    ControlImport(Target target, Sources sources, Report report) {
        this.target = target;
        this.sources = sources;
        this.report = report;
    }

    void take(Path directory) throws IOException {
        for (Path file : Sources.files(directory)) {
            String name = file.getFileName().toString();
            Optional<Setting> setting = Setting.ofFile(name);
            if (Files.isSymbolicLink(file)) {
                report.tell(Fate.NOT_UNDERSTOOD, "control/" + name, Sources.LINK);
            } else if (setting.isPresent()) {
                Step.of(report, "control/" + name, () -> take(setting.get(), file));
            } else if (CERTIFICATES.contains(name)) {
                Step.of(report, "control/" + name, () -> copy(file, "control/" + name));
            } else if (TlsHostsImport.isKnown(name)) {
                continue; // with the others of its kind, below
            } else if (NOT_NEEDED.containsKey(name)) {
                report.tell(Fate.NOT_NEEDED, "control/" + name, NOT_NEEDED.get(name));
            } else {
                report.tell(Fate.NOT_UNDERSTOOD, "control/" + name, "this server has no such setting");
            }
        }
        new TlsHostsImport(target, report).take(directory);
    }

    /** One that the server has made for itself gives way. */
    private void copy(Path file, String what) throws IOException {
        Path to = target.home().root().resolve(what);
        if (ServerCertificates.isSelfMade(to)) {
            target.replace(file, to);
            report.tell(Fate.TAKEN, what);
        } else {
            report.tell(target.copy(file, to) ? Fate.TAKEN : Fate.THERE, what);
        }
    }

    /** @param file may be elsewhere, as tcp.smtp is */
    void take(Setting setting, Path file) throws IOException {
        String what = "control/" + setting.fileName();
        List<Line> lines = sources.lines(file);
        List<String> problems = new ArrayList<>();
        List<String> understood = isList(setting) ? list(setting, lines, problems) : single(setting, lines, problems);
        if (!problems.isEmpty()) {
            report.tell(Fate.NOT_UNDERSTOOD, what, String.join("\n", problems));
            if (understood.isEmpty() || setting == Setting.TCP_SMTP) {
                return;
            }
        }
        try {
            put(setting, what, understood);
        } catch (ApiException e) {
            report.tell(Fate.FAILED, what, e.getMessage());
        }
    }

    private static boolean isList(Setting setting) {
        return setting.shape() == Shape.LIST || setting.shape() == Shape.MAP;
    }

    private static List<String> single(Setting setting, List<Line> lines, List<String> problems) {
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> found = problems(setting, lines.get(0));
        problems.addAll(found);
        return found.isEmpty() ? List.of(lines.get(0).text().stripTrailing()) : List.of();
    }

    private static List<String> list(Setting setting, List<Line> lines, List<String> problems) {
        List<String> understood = new ArrayList<>();
        for (Line line : lines) {
            if (line.isComment()) {
                continue;
            }
            problems.addAll(problems(setting, line));
            if (line.isText()) {
                understood.addAll(setting.rightEntries(line.text()));
            }
        }
        return understood;
    }

    private static List<String> problems(Setting setting, Line line) {
        if (!line.isText()) {
            return List.of("control/" + setting.fileName() + " line " + line.number() + " " + Sources.UNKNOWN_OCTETS);
        }
        // so that it is told with its own number
        return setting.check("\n".repeat(isList(setting) ? line.number() - 1 : 0) + line.text());
    }

    private void put(Setting setting, String what, List<String> understood) throws ApiException, IOException {
        String path = "/control/" + Api.part(setting.fileName());
        Api.Seen seen = target.api().look(path);
        JsonObject there = seen.value().asJsonObject();
        boolean isDefault = there.getBoolean("isDefault");
        List<String> lines = Sources.lines(there);
        List<String> wanted = wanted(setting, isDefault, lines, understood);
        if (wanted.stream().map(setting::shown).toList().equals(lines) && !isDefault) {
            report.tell(Fate.THERE, what);
            return;
        }
        String text = wanted.isEmpty() ? "" : String.join("\n", wanted) + "\n";
        if (setting.isChangedOnTheMachineOnly()) {
            target.writeControl(setting, text);
        } else {
            target.put(path, Json.createObjectBuilder().add("content", text).build(), seen);
        }
        report.tell(Fate.TAKEN, what);
    }

    /** A line with a password that is there already comes without it, which the server knows. A list keeps what it has here, for domains served here already; in tcp.smtp the order counts, so it is taken as a whole. */
    private static List<String> wanted(
            Setting setting, boolean isDefault, List<String> there, List<String> understood) {
        if (!isList(setting)) {
            return understood;
        }
        Set<String> lines = new LinkedHashSet<>(isDefault || setting == Setting.TCP_SMTP ? List.of() : there);
        understood.stream().filter(line -> !lines.contains(setting.shown(line))).forEach(lines::add);
        return List.copyOf(lines);
    }
}
