package ee.qmail.directory;

import ee.qmail.home.QmailHome;
import ee.qmail.maildir.Maildir;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The mailboxes on disk: {@code mail/<domain>/<name>/Maildir}. Nothing is lost when a mailbox or a domain is
 * deleted: its directory is moved to {@code mail/.deleted/<time>-<what>}, from where an administrator may take it back
 * or remove it.
 */
@ApplicationScoped
public class MailStore {
    private static final Logger LOG = Logger.getLogger(MailStore.class.getName());
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
        return root.resolve(domain).resolve(name).resolve("Maildir");
    }

    public Path maildir(Mailbox mailbox) {
        String address = mailbox.getAddress();
        return maildir(address.substring(address.lastIndexOf('@') + 1), mailbox.getName());
    }

    /** Returns the directory in which a domain has {@code .qmail} files for names without a mailbox. */
    Path home(String domain) {
        return root.resolve(domain);
    }

    /**
     * Makes an empty Maildir; mail left there by an earlier mailbox of this name is set aside, not shown to the new
     * one.
     */
    public void create(String domain, String name) {
        Path maildir = maildir(domain, name);
        try {
            if (hasMail(maildir)) {
                move(maildir.getParent(), name + "@" + domain);
            }
            new Maildir(maildir).create();
        } catch (IOException e) {
            throw new UncheckedIOException("maildir " + maildir + ": cannot be made; must be writable", e);
        }
    }

    /**
     * Moves a mailbox out of the way. Trouble is logged: its mail stays where it is, and {@link #create} will see it.
     */
    public void setAside(String domain, String name) {
        setAside(root.resolve(domain).resolve(name), name + "@" + domain);
    }

    /** Moves all of a domain's mailboxes out of the way. */
    public void setAside(String domain) {
        setAside(root.resolve(domain), domain);
    }

    private void setAside(Path directory, String what) {
        try {
            if (Files.exists(directory)) {
                move(directory, what);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "mail of deleted " + what + " could not be moved and stays in " + directory, e);
        }
    }

    private void move(Path directory, String what) throws IOException {
        Path deleted = Files.createDirectories(root.resolve(".deleted"));
        Files.move(directory, deleted.resolve(STAMP.format(clock.instant()) + "-" + what));
    }

    private static boolean hasMail(Path maildir) throws IOException {
        for (String sub : new String[] {"new", "cur"}) {
            Path directory = maildir.resolve(sub);
            if (Files.isDirectory(directory)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                    if (files.iterator().hasNext()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
