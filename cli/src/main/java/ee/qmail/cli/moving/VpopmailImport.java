package ee.qmail.cli.moving;

import ee.qmail.cli.Quota;
import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.control.Setting;
import ee.qmail.env.DomainName;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The domains of vpopmail: users with their passwords and mail, and what is done for other names (VP-1, VP-4, VP-5). */
final class VpopmailImport {
    private static final int FIELDS = 7;
    private static final int FLAGS = 3;
    private static final int HOME = 5;
    private static final long NO_POP = 0x2;
    private static final long BOUNCE_ALL = 0x10;
    private static final Pattern VDELIVERMAIL = Pattern.compile("\\|\\s*\\S*/vdelivermail\\s+''\\s+(\\S+)\\s*");
    private static final Set<String> OWN_FILES = Set.of(
            "vpasswd", "vpasswd.cdb", ".vpasswd.lock", "vlimits", ".dir-control", "vpasswd.cdb.lock", "vpasswd.lock");

    private final Target target;
    private final Report report;
    private final MaildirCopy maildirs;

    VpopmailImport(Target target, Report report) {
        this.target = target;
        this.report = report;
        this.maildirs = new MaildirCopy(target);
    }

    void take(Path vpopmail) throws IOException {
        for (Path domain : domains(vpopmail.resolve("domains"))) {
            take(DomainName.canonical(domain.getFileName().toString()), domain);
        }
        Path rules = vpopmail.resolve("etc/tcp.smtp");
        if (Files.isRegularFile(rules)) {
            new ControlImport(target, report).take(Setting.TCP_SMTP, rules);
        }
    }

    /** Those of a large installation are in directories of one character (VP-4). */
    private static List<Path> domains(Path directory) throws IOException {
        List<Path> domains = new ArrayList<>();
        for (Path each : Sources.directories(directory)) {
            if (Files.exists(each.resolve("vpasswd"))) {
                domains.add(each);
            } else if (each.getFileName().toString().length() == 1) {
                domains.addAll(domains(each));
            }
        }
        return domains;
    }

    private void take(String domain, Path directory) throws IOException {
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
        takeUsers(domain, directory, fresh);
        takeOtherNames(domain, directory);
    }

    private Set<String> names(String path) throws ApiException {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonObject each : target.api().get(path).asJsonArray().getValuesAs(JsonObject.class)) {
            names.add(each.getString("name"));
        }
        return names;
    }

    /** @param fresh whether nobody has had a mailbox there yet */
    private void takeUsers(String domain, Path directory, boolean fresh) throws IOException {
        Set<String> there;
        try {
            there = fresh ? Set.of() : names("/domains/" + Api.part(domain) + "/mailboxes");
        } catch (ApiException e) {
            report.tell(Fate.FAILED, "users of " + domain, e.getMessage());
            return;
        }
        int number = 0;
        for (String line : Files.readAllLines(directory.resolve("vpasswd"))) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String[] fields = line.split(":", -1);
            if (fields.length < FIELDS || fields[0].isEmpty() || !fields[FLAGS].matches("[0-9]+")) {
                report.tell(
                        Fate.NOT_UNDERSTOOD,
                        directory.resolve("vpasswd") + " line " + number,
                        "must be name:hash:uid:gid:gecos:dir:quota");
                continue;
            }
            takeUser(domain, directory, fields, there);
        }
    }

    private void takeUser(String domain, Path directory, String[] fields, Set<String> there) throws IOException {
        String name = fields[0];
        String what = "mailbox " + name + "@" + domain;
        long flags = Long.parseLong(fields[FLAGS]);
        if ((flags & BOUNCE_ALL) != 0) {
            report.tell(Fate.NOT_NEEDED, what, "all its mail is bounced there: without a mailbox it is refused");
            return;
        }
        try {
            boolean login = (flags & NO_POP) == 0 && !fields[1].isEmpty() && !fields[1].startsWith("*");
            String mailboxes = "/domains/" + Api.part(domain) + "/mailboxes";
            if (!there.contains(name)) {
                JsonObjectBuilder request = Json.createObjectBuilder().add("name", name);
                OptionalLong quota = quota(fields);
                quota.ifPresent(octets -> request.add("quota", octets));
                if (login) {
                    request.add("passwordHash", fields[1]);
                }
                // the postmaster comes with the domain
                if (!name.equals("postmaster")) {
                    target.post(mailboxes, request.build());
                } else {
                    takePostmaster(mailboxes + "/postmaster", login ? fields[1] : null, quota);
                }
            }
            Path source = home(directory, fields);
            Path mailbox = target.home().mail().resolve(domain).resolve(name);
            int messages = maildirs.copy(source.resolve("Maildir"), mailbox.resolve("Maildir"));
            String text = messages + " messages";
            report.tell(there.contains(name) && messages == 0 ? Fate.THERE : Fate.TAKEN, what, text);
            if (Files.isRegularFile(source.resolve(".qmail"))) {
                boolean taken = target.copy(source.resolve(".qmail"), mailbox.resolve(".qmail"));
                report.tell(taken ? Fate.TAKEN : Fate.THERE, ".qmail of " + name + "@" + domain);
            }
        } catch (ApiException e) {
            report.tell(Fate.FAILED, what, e.getMessage());
        }
    }

    private void takePostmaster(String path, String passwordHash, OptionalLong quota) throws ApiException {
        if (passwordHash != null) {
            target.put(
                    path + "/password",
                    Json.createObjectBuilder().add("passwordHash", passwordHash).build());
        }
        if (quota.isPresent()) {
            target.put(
                    path + "/quota",
                    Json.createObjectBuilder().add("quota", quota.getAsLong()).build());
        }
    }

    private static OptionalLong quota(String[] fields) throws ApiException {
        try {
            return Quota.parse(fields[FIELDS - 1]);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ApiException(ApiException.PERMANENT, e.getMessage(), e);
        }
    }

    /** The directory in vpasswd may be that of another machine, or of the place before a copy. */
    private static Path home(Path directory, String[] fields) {
        Path beside = directory.resolve(fields[0]);
        return Files.isDirectory(beside) || fields[HOME].isEmpty() ? beside : Path.of(fields[HOME]);
    }

    private void takeOtherNames(String domain, Path directory) throws IOException {
        for (Path file : Sources.files(directory)) {
            String name = file.getFileName().toString();
            Path to = target.home().mail().resolve(domain).resolve(name);
            String what = name + " of " + domain;
            if (name.equals(".qmail-default")) {
                takeDefault(file, to, what);
            } else if (name.startsWith(".qmail-")) {
                report.tell(target.copy(file, to) ? Fate.TAKEN : Fate.THERE, what);
            } else if (OWN_FILES.contains(name)) {
                report.tell(Fate.NOT_NEEDED, what, "the database has it");
            } else {
                report.tell(Fate.NOT_UNDERSTOOD, what, "no file of vpopmail that is known here");
            }
        }
    }

    private void takeDefault(Path file, Path to, String what) throws IOException {
        String text = Files.readString(file);
        Matcher vdelivermail = VDELIVERMAIL.matcher(text.strip());
        if (!vdelivermail.matches()) {
            report.tell(target.copy(file, to) ? Fate.TAKEN : Fate.THERE, what);
            return;
        }
        String instruction = vdelivermail.group(1);
        switch (instruction) {
            case "bounce-no-mailbox" ->
                report.tell(Fate.NOT_NEEDED, what, "unknown names are refused anyway, before the mail is taken");
            case "delete" -> tell(target.write(to, "# mail to unknown names is thrown away\n"), what, instruction);
            default -> {
                boolean path = instruction.startsWith("/");
                String line = path ? instruction.replaceAll("/*$", "") + "/Maildir/" : "&" + instruction;
                tell(target.write(to, line + "\n"), what, line);
            }
        }
    }

    private void tell(boolean taken, String what, String how) {
        report.tell(taken ? Fate.TAKEN : Fate.THERE, what, how);
    }
}
