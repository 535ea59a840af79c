package ee.qmail.cli.moving;

import ee.qmail.address.DomainName;
import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.cli.moving.Sources.Line;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The domains of vpopmail: users with their passwords and mail, and what is done for other names (VP-1, VP-4, VP-5). */
final class VpopmailImport {
    private static final Set<String> OWN_FILES = Set.of(
            "vpasswd", "vpasswd.cdb", ".vpasswd.lock", "vlimits", ".dir-control", "vpasswd.cdb.lock", "vpasswd.lock");

    private final Target target;
    private final Sources sources;
    private final Report report;
    private final MailboxImport mailboxes;

    VpopmailImport(Target target, Sources sources, Report report) {
        this.target = target;
        this.sources = sources;
        this.report = report;
        this.mailboxes = new MailboxImport(target, report);
    }

    void take(Path vpopmail) throws IOException {
        for (Path domain : domains(vpopmail.resolve("domains"))) {
            take(DomainName.canonical(domain.getFileName().toString()), domain);
        }
    }

    /** Those of a large installation are in directories of one character (VP-4). */
    private List<Path> domains(Path directory) throws IOException {
        List<Path> domains = new ArrayList<>();
        for (Path each : Sources.directories(directory)) {
            if (Files.exists(each.resolve("vpasswd"))) {
                domains.add(each);
            } else if (each.getFileName().toString().length() == 1) {
                Step.of(report, each.toString(), () -> domains.addAll(domains(each)));
            }
        }
        return domains;
    }

    private void take(String domain, Path directory) {
        boolean fresh;
        try {
            fresh = !names("/domains").contains(domain);
            if (!fresh) {
                report.tell(Fate.THERE, "domain " + domain);
            } else {
                target.post(
                        "/domains",
                        Json.createObjectBuilder().add("name", domain).build());
                report.tell(Fate.TAKEN, "domain " + domain);
            }
        } catch (ApiException e) {
            report.tell(Fate.FAILED, "domain " + domain, e.getMessage());
            return;
        }
        Map<String, Integer> users = new HashMap<>();
        Step.of(report, "users of " + domain, () -> takeUsers(domain, directory, fresh, users));
        Step.of(report, "other names of " + domain, () -> takeOtherNames(domain, directory, users.keySet()));
    }

    private Set<String> names(String path) throws ApiException {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonObject each : target.api().get(path).asJsonArray().getValuesAs(JsonObject.class)) {
            names.add(each.getString("name"));
        }
        return names;
    }

    /**
     * @param fresh whether nobody has had a mailbox there yet
     * @param users gets the names of mailboxes, with the number of the line
     */
    private void takeUsers(String domain, Path directory, boolean fresh, Map<String, Integer> users)
            throws IOException {
        Set<String> there;
        try {
            there = fresh ? Set.of() : names("/domains/" + Api.part(domain) + "/mailboxes");
        } catch (ApiException e) {
            report.tell(Fate.FAILED, "users of " + domain, e.getMessage());
            return;
        }
        Path vpasswd = directory.resolve("vpasswd");
        for (Line line : sources.lines(vpasswd)) {
            if (line.text().isBlank()) {
                continue;
            }
            String where = vpasswd + " line " + line.number();
            Optional<VpasswdLine> user = VpasswdLine.of(line);
            if (user.isEmpty()) {
                report.tell(Fate.NOT_UNDERSTOOD, where, VpasswdLine.FORM);
                continue;
            }
            Integer first = users.putIfAbsent(user.get().mailbox(), line.number());
            if (first != null) {
                report.tell(
                        Fate.NOT_UNDERSTOOD,
                        where,
                        "'" + user.get().name() + "' is the same mailbox as in line " + first
                                + ": put their mail together by hand");
                continue;
            }
            user.get().problems().forEach(problem -> report.tell(Fate.NOT_UNDERSTOOD, where, problem));
            boolean isThere = there.contains(user.get().mailbox());
            Step.of(
                    report,
                    "mailbox " + user.get().mailbox() + "@" + domain,
                    () -> mailboxes.take(domain, directory, user.get(), where, isThere));
        }
    }

    private void takeOtherNames(String domain, Path directory, Set<String> users) throws IOException {
        for (Path file : Sources.files(directory)) {
            String name = file.getFileName().toString();
            Path to = target.home().mail().resolve(domain).resolve(file.getFileName());
            String what = name + " of " + domain;
            if (name.equals(".qmail-default")) {
                Step.of(report, what, () -> takeDefault(domain, file, to, users));
            } else if (name.startsWith(".qmail-")) {
                Step.of(report, what, () -> report.tell(target.copy(file, to) ? Fate.TAKEN : Fate.THERE, what));
            } else if (OWN_FILES.contains(name)) {
                report.tell(Fate.NOT_NEEDED, what, "the database has it");
            } else {
                report.tell(Fate.NOT_UNDERSTOOD, what, "no file of vpopmail that is known here");
            }
        }
    }

    private void takeDefault(String domain, Path file, Path to, Set<String> users) throws IOException {
        String what = ".qmail-default of " + domain;
        List<Line> lines = sources.lines(file);
        if (!Vdelivermail.isIn(lines)) {
            report.tell(target.copy(file, to) ? Fate.TAKEN : Fate.THERE, what);
            return;
        }
        Optional<String> instruction = Vdelivermail.instruction(lines);
        if (instruction.isEmpty()) {
            report.tell(
                    Fate.NOT_UNDERSTOOD,
                    file.toString(),
                    "must be one line, |.../vdelivermail '' and what is done for"
                            + " names that nobody has; these are refused until mail/" + domain
                            + "/.qmail-default says otherwise");
        } else if (instruction.get().equals("bounce-no-mailbox")) {
            report.tell(Fate.NOT_NEEDED, what, "unknown names are refused anyway, before the mail is taken");
        } else if (instruction.get().equals("delete")) {
            tell(target.write(to, "# mail to unknown names is thrown away\n"), what, "delete");
        } else {
            takeCatchAll(domain, file, to, users, instruction.get());
        }
    }

    private void takeCatchAll(String domain, Path file, Path to, Set<String> users, String instruction)
            throws IOException {
        Optional<String> address = address(domain, file, users, instruction);
        if (address.isPresent()) {
            String line = "&" + address.get();
            tell(target.write(to, line + "\n"), ".qmail-default of " + domain, line);
        } else {
            report.tell(
                    Fate.NOT_UNDERSTOOD,
                    file.toString(),
                    "'" + instruction + "' must be bounce-no-mailbox, delete, an"
                            + " address or the directory of a user of " + domain
                            + "; unknown names are refused until mail/"
                            + domain + "/.qmail-default says otherwise");
        }
    }

    /** A Maildir of the old server would fill where nobody looks: mail goes to the mailbox whose it is here. */
    private static Optional<String> address(String domain, Path file, Set<String> users, String instruction) {
        if (instruction.indexOf('@') > 0) {
            return Optional.of(instruction);
        }
        String[] parts = instruction.replaceFirst("/*(Maildir/*)?$", "").split("/");
        boolean ours = parts.length > 2
                && parts[parts.length - 2].equals(file.getParent().getFileName().toString())
                && users.contains(parts[parts.length - 1].toLowerCase(Locale.ROOT));
        return ours ? Optional.of(parts[parts.length - 1].toLowerCase(Locale.ROOT) + "@" + domain) : Optional.empty();
    }

    private void tell(boolean taken, String what, String how) {
        report.tell(taken ? Fate.TAKEN : Fate.THERE, what, how);
    }
}
