package ee.qmail.directory;

import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import ee.qmail.maildir.Maildir;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The mailboxes on disk: {@code mail/<domain>/<name>/Maildir}. Nothing is lost when a mailbox or a domain is
 * deleted: its directory is moved to {@code mail/.deleted/<time>-<what>}, from where an administrator may take it back
 * or remove it. On the way there it is in {@code mail/.deleting}, from before the commit of the deletion until after it: so a successor of
 * the same name never finds it, nor is taken for it.
 */
@ApplicationScoped
public class MailStore {
    private static final Logger LOG = Logger.getLogger(MailStore.class.getName());
    private static final String DELETED = ".deleted";
    private static final String DELETING = ".deleting";
    private static final String RENAMING = ".renaming";
    /** Names that are tried for one directory. */
    private static final int MOST_NAMES = 1_000;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path root;
    private final Clock clock;

    /** For the container's proxies. */
    protected MailStore() {
        this(null, null);
    }

    @Inject
    public MailStore(QmailHome home) {
        this(home.mail(), Clock.systemUTC());
    }

    public MailStore(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Returns the Maildir of a mailbox, which need not exist. */
    public Path maildir(String domain, String name) {
        return place(domain, name).resolve("Maildir");
    }

    /** All that belongs to a mailbox. */
    private Path place(String domain, String name) {
        return root.resolve(domain).resolve(name);
    }

    public Path maildir(Mailbox mailbox) {
        String address = mailbox.getAddress();
        return maildir(address.substring(address.lastIndexOf('@') + 1), mailbox.getName());
    }

    /** Returns the directory in which a domain has {@code .qmail} files for names without a mailbox. */
    public Path home(String domain) {
        return root.resolve(domain);
    }

    /**
     * Makes an empty Maildir; what an earlier mailbox of this name has left there, mail or a {@code .qmail} file, is set aside, not given
     * to the new one.
     */
    public void create(String domain, String name) {
        Path maildir = maildir(domain, name);
        try {
            if (hasFiles(maildir.getParent())) {
                moveTo(DELETED, maildir.getParent(), named(name + "@" + domain));
            }
            new Maildir(maildir).create();
        } catch (IOException e) {
            throw new UncheckedIOException("maildir " + maildir + ": cannot be made; must be writable", e);
        }
    }

    /**
     * What is being deleted, and where its directory is meanwhile.
     *
     * @param subject a domain, or the address of a mailbox
     */
    public record Deletion(String subject, Path directory) {
        public String domain() {
            return subject.substring(subject.lastIndexOf('@') + 1);
        }

        /** Empty if all of the domain is deleted. */
        public Optional<String> name() {
            int at = subject.lastIndexOf('@');
            return at < 0 ? Optional.empty() : Optional.of(subject.substring(0, at));
        }
    }

    /**
     * Moves a mailbox out of the way, in the transaction that deletes its row: until that ends, nobody can make another one of this name. Either
     * {@link #complete} or {@link #takeBack} must follow.
     *
     * @return empty if there is no directory, or it could not be moved, which is logged: it stays where it is, and {@link #create} will see it
     */
    public Optional<Deletion> begin(String domain, String name) {
        return begin(place(domain, name), name + "@" + domain);
    }

    /** The same for all of a domain's mailboxes. */
    public Optional<Deletion> begin(String domain) {
        return begin(root.resolve(domain), domain);
    }

    private Optional<Deletion> begin(Path directory, String subject) {
        try {
            return Files.exists(directory)
                    ? Optional.of(new Deletion(subject, moveTo(DELETING, directory, named(subject))))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "mail of deleted " + subject + " could not be moved and stays in " + directory, e);
            return Optional.empty();
        }
    }

    /** The deletion has been committed. */
    public void complete(Deletion deletion) {
        try {
            moveTo(DELETED, deletion.directory, deletion.directory.getFileName().toString());
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "mail of deleted " + deletion.subject + " stays in " + deletion.directory + " until the next start",
                    e);
        }
    }

    /** The deletion has not been committed. Where there are files in the place of the directory by now, it is set aside nevertheless. */
    public void takeBack(Deletion deletion) {
        Path place =
                deletion.name().map(name -> place(deletion.domain(), name)).orElse(root.resolve(deletion.domain()));
        try {
            if (Files.exists(place) && !hasFiles(place)) {
                moveTo(DELETED, place, named(deletion.subject));
            }
            Files.move(deletion.directory, place);
        } catch (FileAlreadyExistsException e) {
            LOG.log(Level.WARNING, "{0} is there again: what was there before is in mail/.deleted", place);
            complete(deletion);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "mail of " + deletion.subject + " stays in " + deletion.directory + " until the next start",
                    e);
        }
    }

    /** Deletions that have begun and not ended: those of a server that died, and those of this moment. */
    public List<Deletion> unfinished() throws IOException {
        Path deleting = root.resolve(DELETING);
        if (!Files.isDirectory(deleting)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(deleting)) {
            return entries.filter(entry -> entry.getFileName().toString().indexOf('-') > 0)
                    .map(entry -> new Deletion(subject(entry.getFileName().toString()), entry))
                    .toList();
        }
    }

    private static String subject(String name) {
        return name.substring(name.indexOf('-') + 1);
    }

    private String named(String subject) {
        return STAMP.format(clock.instant()) + "-" + subject;
    }

    /**
     * A mailbox that gets another name, and where its directory is meanwhile.
     *
     * @param directory named {@code FROM%TO@DOMAIN}, of characters that no name has
     */
    public record Renaming(String domain, String from, String to, Path directory) {}

    /**
     * Moves a mailbox out of the way, in the transaction that renames its row. Either {@link #complete(Renaming)} or {@link #takeBack(Renaming)} must
     * follow; mail for both names waits until then.
     *
     * @return empty if there is no directory
     * @throws UncheckedIOException if it cannot be moved
     */
    public Optional<Renaming> beginRenaming(String domain, String from, String to) {
        Path directory = place(domain, from);
        Path staged = root.resolve(RENAMING).resolve(from + "%" + to + "@" + domain);
        try {
            if (!Files.exists(directory)) {
                return Optional.empty();
            }
            OwnerOnly.createDirectories(staged.getParent());
            Files.move(directory, staged);
            return Optional.of(new Renaming(domain, from, to, staged));
        } catch (IOException e) {
            throw new UncheckedIOException("mailbox directory " + directory + ": cannot be renamed", e);
        }
    }

    /** The new name has been committed. */
    public void complete(Renaming renaming) {
        settle(renaming, place(renaming.domain, renaming.to));
    }

    /** The new name has not been committed. */
    public void takeBack(Renaming renaming) {
        settle(renaming, place(renaming.domain, renaming.from));
    }

    /** What is there under this name, left by somebody else, is set aside. */
    private void settle(Renaming renaming, Path place) {
        try {
            if (Files.exists(place)) {
                moveTo(DELETED, place, named(place.getFileName() + "@" + renaming.domain));
            }
            Files.move(renaming.directory, place);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "mail of " + place + " stays in " + renaming.directory + " until the next start", e);
        }
    }

    /** Renamings that have begun and not ended, as {@link #unfinished}. */
    public List<Renaming> unfinishedRenamings() throws IOException {
        Path renaming = root.resolve(RENAMING);
        if (!Files.isDirectory(renaming)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(renaming)) {
            return entries.flatMap(entry -> renaming(entry).stream()).toList();
        }
    }

    private static Optional<Renaming> renaming(Path entry) {
        String name = entry.getFileName().toString();
        int percent = name.indexOf('%');
        int at = name.lastIndexOf('@');
        return percent < 1 || at < percent + 2
                ? Optional.empty()
                : Optional.of(new Renaming(
                        name.substring(at + 1), name.substring(0, percent), name.substring(percent + 1, at), entry));
    }

    /** By one rename to a name that nothing has; returns where it is. */
    private Path moveTo(String where, Path directory, String name) throws IOException {
        Path parent = root.resolve(where);
        OwnerOnly.createDirectories(parent);
        int hyphen = name.indexOf('-');
        for (int number = 1; ; number++) {
            String more = number == 1 ? "" : "." + number;
            Path place = parent.resolve(name.substring(0, hyphen) + more + name.substring(hyphen));
            try {
                return Files.move(directory, place);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                if (number == MOST_NAMES || !Files.exists(place)) {
                    throw e;
                }
            }
        }
    }

    /** Tells whether there is anything but directories in it. */
    private static boolean hasFiles(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            return entries.anyMatch(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
