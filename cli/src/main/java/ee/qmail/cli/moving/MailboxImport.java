package ee.qmail.cli.moving;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.moving.Report.Fate;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A user of vpopmail: mailbox, password, quota, mail and {@code .qmail}. */
final class MailboxImport {
    private final Target target;
    private final Report report;
    private final MaildirCopy maildirs;

    MailboxImport(Target target, Report report) {
        this.target = target;
        this.report = report;
        this.maildirs = new MaildirCopy(target, report);
    }

    /** @param where the line stands that the user is from */
    void take(String domain, Path directory, VpasswdLine user, String where, boolean isThere) throws IOException {
        String name = user.mailbox();
        String what = "mailbox " + name + "@" + domain;
        if (user.isBouncing()) {
            report.tell(Fate.NOT_NEEDED, what, "all its mail is bounced there: without a mailbox it is refused");
            return;
        }
        if (!isThere) {
            try {
                create(domain, user, where);
            } catch (ApiException e) {
                report.tell(Fate.FAILED, what, e.getMessage());
                return;
            }
        }
        Path source = home(directory, user);
        Path mailbox = target.home().mail().resolve(domain).resolve(name);
        int messages = maildirs.copy(source.resolve("Maildir"), mailbox.resolve("Maildir"));
        report.tell(isThere && messages == 0 ? Fate.THERE : Fate.TAKEN, what, messages + " messages");
        if (Files.isRegularFile(source.resolve(".qmail"), LinkOption.NOFOLLOW_LINKS)) {
            boolean taken = target.copy(source.resolve(".qmail"), mailbox.resolve(".qmail"));
            report.tell(taken ? Fate.TAKEN : Fate.THERE, ".qmail of " + name + "@" + domain);
        }
    }

    /** A password that this server does not take is no reason to refuse mail. */
    private void create(String domain, VpasswdLine user, String where) throws ApiException {
        try {
            createWith(user.hash(), domain, user);
        } catch (ApiException e) {
            if (user.hash().isEmpty() || !e.getMessage().contains("passwordHash")) {
                throw e;
            }
            report.tell(
                    Fate.NOT_UNDERSTOOD,
                    where,
                    e.getMessage() + "; the mailbox is there, and nobody can log in until a password is set");
            createWith("", domain, user);
        }
    }

    private void createWith(String hash, String domain, VpasswdLine user) throws ApiException {
        String mailboxes = "/domains/" + Api.part(domain) + "/mailboxes";
        // the postmaster comes with the domain
        if (user.mailbox().equals("postmaster")) {
            takePostmaster(mailboxes + "/postmaster", user, hash);
            return;
        }
        JsonObjectBuilder request = rights(user).add("name", user.mailbox());
        user.quota().ifPresent(octets -> request.add("quota", octets));
        if (!hash.isEmpty()) {
            request.add("passwordHash", hash);
        }
        target.post(mailboxes, request.build());
    }

    private static JsonObjectBuilder rights(VpasswdLine user) {
        return Json.createObjectBuilder()
                .add("pop3", user.rights().pop3())
                .add("submission", user.rights().submission())
                .add("relay", user.rights().relay());
    }

    private void takePostmaster(String path, VpasswdLine user, String hash) throws ApiException {
        target.put(path + "/rights", rights(user).build());
        if (!hash.isEmpty()) {
            target.put(
                    path + "/password",
                    Json.createObjectBuilder().add("passwordHash", hash).build());
        }
        if (user.quota().isPresent()) {
            target.put(
                    path + "/quota",
                    Json.createObjectBuilder()
                            .add("quota", user.quota().getAsLong())
                            .build());
        }
    }

    /** The directory in vpasswd may be that of another machine, or of the place before a copy. */
    private static Path home(Path directory, VpasswdLine user) {
        Path beside = directory.resolve(user.name());
        if (Files.isDirectory(beside) || user.directory().isEmpty()) {
            return beside;
        }
        try {
            return Path.of(user.directory());
        } catch (InvalidPathException e) {
            return beside;
        }
    }
}
