package ee.qmail.exports;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.CatchAlls;
import ee.qmail.accounts.CatchAlls.CatchAll;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.directory.Alias;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Mailbox;
import ee.qmail.files.OpenDirectory;
import ee.qmail.files.TarWriter;
import ee.qmail.imports.AddressBook;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A domain as qmail and vpopmail keep one, in one archive: {@code qmail/control} and {@code vpopmail/domains/DOMAIN}. Mail goes on meanwhile: a message that is
 * deleted before its turn is missing, one that is moved or flagged is there once. Nothing is changed.
 */
@ApplicationScoped
@AdministratorsOnly
public class DomainTree {
    private static final Logger LOG = Logger.getLogger(DomainTree.class.getName());
    /** Of a file of somebody's own; a larger one is left out. */
    private static final int LARGEST = 1 << 16;
    /** At messages whose names change meanwhile. */
    private static final int LOOKS = 3;
    /** An alias for the targets of a catch-all, of which vdelivermail knows one. */
    private static final String SEVERAL = "qmail-catch-all";

    private final Accounts accounts;
    private final CatchAlls catchAlls;
    private final MailStore mail;
    private final Clock clock;

    /** For the container's proxies. */
    protected DomainTree() {
        this(null, null, null, null);
    }

    @Inject
    public DomainTree(Accounts accounts, CatchAlls catchAlls, MailStore mail) {
        this(accounts, catchAlls, mail, Clock.systemUTC());
    }

    DomainTree(Accounts accounts, CatchAlls catchAlls, MailStore mail, Clock clock) {
        this.accounts = accounts;
        this.catchAlls = catchAlls;
        this.mail = mail;
        this.clock = clock;
    }

    /**
     * @param domain as it is stored
     * @param out stays open
     * @throws ee.qmail.accounts.NotFoundException if there is no such domain
     * @throws IOException if the reader has gone, or mail cannot be read
     */
    public void write(String domain, OutputStream out) throws IOException {
        AddressBook book = AddressBook.of(accounts, domain);
        CatchAll all = catchAlls.of(domain);
        new Archive(domain, new TarWriter(out), clock.instant()).write(book, all);
    }

    /** One archive under way. */
    private final class Archive {
        private final String domain;
        private final String root;
        private final TarWriter tar;
        private final Instant now;
        private final Set<String> names = new HashSet<>();

        Archive(String domain, TarWriter tar, Instant now) {
            this.domain = domain;
            this.root = "vpopmail/domains/" + domain + "/";
            this.tar = tar;
            this.now = now;
        }

        void write(AddressBook book, CatchAll all) throws IOException {
            text("qmail/control/rcpthosts", domain + "\n");
            text("qmail/control/virtualdomains", domain + ":" + domain + "\n");
            text(root + "vpasswd", Vpasswd.text(book));
            String several = SEVERAL + "@" + domain;
            text(root + ".qmail-default", DotQmail.ofCatchAll(all, several));
            for (Path file : filesOfTheirOwn(mail.home(domain))) {
                copy(file, root + file.getFileName());
            }
            for (Alias alias : book.aliases().values()) {
                alias(alias.getName(), alias.getTargets());
            }
            if (DotQmail.needsAlias(all)) {
                alias(SEVERAL, all.targets());
            }
            for (Mailbox mailbox : book.sortedMailboxes()) {
                mailbox(mailbox);
            }
            tar.end();
        }

        /** Once: what somebody has written by hand counts before what the database says. */
        private void text(String name, String text) throws IOException {
            octets(name, text.getBytes(StandardCharsets.UTF_8));
        }

        private void octets(String name, byte[] content) throws IOException {
            if (names.add(name)) {
                tar.file(name, content, now);
            }
        }

        /** A dot in a name is a colon in that of its file. */
        private void alias(String name, List<String> targets) throws IOException {
            Optional<String> lines = DotQmail.ofAlias(targets);
            if (lines.isPresent()) {
                text(root + ".qmail-" + name.replace('.', ':'), lines.get());
            }
        }

        private void mailbox(Mailbox mailbox) throws IOException {
            String home = root + mailbox.getName() + "/";
            Path maildir = mail.maildir(mailbox);
            copy(maildir.resolveSibling(".qmail"), home + ".qmail");
            Optional<String> lines = DotQmail.ofMailbox(mailbox);
            if (lines.isPresent()) {
                text(home + ".qmail", lines.get());
            }
            for (String part : List.of("new", "cur", "tmp")) {
                tar.directory(home + "Maildir/" + part, now);
            }
            Set<String> seen = new HashSet<>();
            messages(maildir, "new", home, seen); // first, since messages move from there to the other
            boolean areAllFound = false;
            for (int look = 1; look <= LOOKS && !areAllFound; look++) {
                areAllFound = messages(maildir, "cur", home, seen);
            }
        }

        /**
         * @param seen the messages that are in the archive, by their names without flags
         * @return whether all that were listed were there still: else one may have another name by now
         */
        private boolean messages(Path maildir, String part, String home, Set<String> seen) throws IOException {
            boolean[] areAllFound = {true};
            try (OpenDirectory directory = OpenDirectory.of(
                    maildir.getParent(), List.of(maildir.getFileName().toString(), part))) {
                directory.each((name, place) -> {
                    if (!name.startsWith(".") && !seen.contains(base(name))) {
                        boolean isFound =
                                message(directory, place.getFileName(), home + "Maildir/" + part + "/" + name);
                        areAllFound[0] &= isFound;
                        if (isFound) {
                            seen.add(base(name));
                        }
                    }
                    return true;
                });
            } catch (NoSuchFileException e) {
                LOG.log(Level.FINE, "no mail in {0}", maildir);
            }
            return areAllFound[0];
        }

        /** @return whether it was there still; what is no message that may be read is left out */
        private boolean message(OpenDirectory directory, Path entry, String to) throws IOException {
            try (FileChannel message = directory.read(entry)) {
                Instant changed = directory.attributes(entry).lastModifiedTime().toInstant();
                tar.file(to, Channels.newInputStream(message), message.size(), changed);
                return true;
            } catch (NoSuchFileException e) {
                return false; // deleted, or it has another name by now
            } catch (OpenDirectory.WrongTypeException | AccessDeniedException e) {
                LOG.log(Level.WARNING, "left out of an export: {0}", e.getMessage());
                return true;
            }
        }

        private void copy(Path file, String to) throws IOException {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= LARGEST) {
                octets(to, Files.readAllBytes(file));
            }
        }
    }

    private static String base(String name) {
        int flags = name.indexOf(":2,");
        return flags < 0 ? name : name.substring(0, flags);
    }

    private static List<Path> filesOfTheirOwn(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".qmail-"))
                    .sorted()
                    .toList();
        }
    }
}
