package ee.qmail.cli.moving;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.control.Shape;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The control files. What this server writes itself for a domain that it serves stays in them. */
final class ControlImport {
    private static final Map<String, String> NOT_NEEDED = Map.of(
            "morercpthosts.cdb", "morercpthosts is read as it is",
            "qmqpservers", "there is no QMQP here; a null client sends by SMTP (smtproutes)",
            "dnsbllist", "there are no block lists yet");

    private final Target target;
    private final Report report;

    ControlImport(Target target, Report report) {
        this.target = target;
        this.report = report;
    }

    void take(Path directory) throws IOException {
        for (Path file : Sources.files(directory)) {
            String name = file.getFileName().toString();
            Optional<Setting> setting = Setting.ofFile(name);
            if (setting.isPresent()) {
                take(setting.get(), file);
            } else if (NOT_NEEDED.containsKey(name)) {
                report.tell(Fate.NOT_NEEDED, "control/" + name, NOT_NEEDED.get(name));
            } else {
                report.tell(Fate.NOT_UNDERSTOOD, "control/" + name, "this server has no such setting");
            }
        }
    }

    /** @param file may be elsewhere, as tcp.smtp is */
    void take(Setting setting, Path file) throws IOException {
        String what = "control/" + setting.fileName();
        String content = Files.readString(file, StandardCharsets.UTF_8);
        List<String> problems = setting.check(content);
        if (!problems.isEmpty()) {
            report.tell(Fate.NOT_UNDERSTOOD, what, String.join("\n", problems));
            return;
        }
        try {
            String path = "/control/" + Api.part(setting.fileName());
            JsonObject there = target.api().get(path).asJsonObject();
            List<String> lines = Sources.lines(there);
            List<String> wanted = wanted(setting, there.getBoolean("isDefault"), lines, content);
            if (wanted.equals(lines) && !there.getBoolean("isDefault")) {
                report.tell(Fate.THERE, what);
                return;
            }
            String text = wanted.isEmpty() ? "" : String.join("\n", wanted) + "\n";
            put(setting, path, text);
            report.tell(Fate.TAKEN, what);
        } catch (ApiException e) {
            report.tell(Fate.FAILED, what, e.getMessage());
        }
    }

    /** What the API does not change is written as the server's user, who runs the import. */
    private void put(Setting setting, String path, String text) throws ApiException, IOException {
        if (!setting.isChangedOnTheMachineOnly()) {
            target.put(path, Json.createObjectBuilder().add("content", text).build());
        } else if (!target.dry()) {
            new ControlFiles(target.home().control(), warning -> {}).write(setting, text);
        }
    }

    /** A list keeps what it has here, for domains served here already; in tcp.smtp the order counts, so it is taken as a whole. */
    private static List<String> wanted(Setting setting, boolean isDefault, List<String> there, String content) {
        boolean list = setting.shape() == Shape.LIST || setting.shape() == Shape.MAP;
        if (!list) {
            return content.lines().limit(1).map(String::stripTrailing).toList();
        }
        Set<String> lines = new LinkedHashSet<>(isDefault || setting == Setting.TCP_SMTP ? List.of() : there);
        content.lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(lines::add);
        return List.copyOf(lines);
    }
}
