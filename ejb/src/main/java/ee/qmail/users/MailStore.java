package ee.qmail.users;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;

/**
 * Where mailboxes are on disk: {@code mail/<domain>/<name>/Maildir}. Nothing is lost when a mailbox or a domain is
 * deleted: its directory is moved to {@code mail/.deleted/<time>-<what>}, from where an administrator may take it back
 * or remove it.
 */
@ApplicationScoped
public class MailStore {
    private static final Logger LOG = System.getLogger(MailStore.class.getName());
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Supplier<Path> root;
    private final Clock clock;

    /** For the container. */
    public MailStore() {
        this(() -> Home.mail(), Clock.systemUTC());
    }

    MailStore(Supplier<Path> root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Whether or not it exists. */
    public Path maildir(String domain, String name) {
        return root.get().resolve(domain).resolve(name).resolve("Maildir");
    }

    /** Makes an empty Maildir; mail left there by an earlier mailbox of this name is set aside, not shown to the new one. */
    void create(String domain, String name) {
        Path maildir = maildir(domain, name);
        try {
            if (hasMail(maildir)) {
                move(maildir.getParent(), name + "@" + domain);
            }
            for (String sub : new String[] {"tmp", "new", "cur"}) {
                Files.createDirectories(maildir.resolve(sub));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("maildir " + maildir + ": cannot be made; must be writable", e);
        }
    }

    /** Moves a mailbox out of the way. Trouble is logged: its mail stays where it is, and {@link #create} will see it. */
    void setAside(String domain, String name) {
        setAside(root.get().resolve(domain).resolve(name), name + "@" + domain);
    }

    /** Moves all of a domain's mailboxes out of the way. */
    void setAside(String domain) {
        setAside(root.get().resolve(domain), domain);
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
        Path deleted = Files.createDirectories(root.get().resolve(".deleted"));
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
