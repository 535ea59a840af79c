package ee.qmail.start;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.Administrators;
import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.accounts.MailboxChanges;
import ee.qmail.accounts.UnfinishedDeletions;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.MailStore.Deletion;
import ee.qmail.directory.MailStore.Renaming;
import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import ee.qmail.home.StartFailure;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Runs before everything else: the database, and on the first start a domain and an administrator. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class QmailStart {
    private static final Logger LOG = Logger.getLogger(QmailStart.class.getName());
    private static final String ADMINISTRATOR = "admin";
    /** Without what is easily mistaken for something else. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int PASSWORD_LENGTH = 16;

    @Inject
    private DataSource dataSource;

    @Inject
    private QmailHome home;

    @Inject
    private ControlFiles controlFiles;

    @Inject
    private Accounts accounts;

    @Inject
    private UnfinishedDeletions deletions;

    @Inject
    private MailboxChanges renamings;

    @Inject
    private Administrators administrators;

    @Inject
    private NodeNumber number;

    @Inject
    private Readiness readiness;

    @PostConstruct
    void start() {
        try {
            prepare();
        } catch (RuntimeException e) {
            number.giveBack();
            StartFailure.tell(e);
            throw e;
        }
        readiness.started();
    }

    private void prepare() {
        cleanSpool();
        Schema.migrate(dataSource);
        number.claim();
        endDeletions();
        endRenamings();
        ensure(() -> accounts.ensureDomain(controlFiles.current().me()));
        ensure(this::ensureAdministrator);
        if (controlFiles.current().rcpthosts().isMissing()) {
            LOG.warning("control/rcpthosts is missing: no mail is taken from the network, and nobody may relay; "
                    + "list the domains this server receives mail for, one per line");
        }
    }

    /** What cannot be ended now is in nobody's way until the next start. */
    private void endDeletions() {
        for (Deletion deletion : deletions.all()) {
            try {
                deletions.settle(deletion);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, e, () -> "the deletion of " + deletion.subject() + " is not ended now");
            }
        }
    }

    private void endRenamings() {
        for (Renaming renaming : renamings.unfinished()) {
            try {
                renamings.settle(renaming);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, e, () -> "the renaming to " + renaming.to() + " is not ended now");
            }
        }
    }

    /** Another server on this database may start for the first time too, and be quicker: then it is there the second time. */
    private static void ensure(Runnable step) {
        try {
            step.run();
        } catch (AlreadyExistsException e) {
            LOG.log(Level.INFO, "another server was quicker: {0}", e.getMessage());
            step.run();
        }
    }

    /** A password of which another server knows nothing is not kept. */
    private void ensureAdministrator() {
        try {
            administrators.ensureAdministrator(ADMINISTRATOR, this::firstPassword);
        } catch (AlreadyExistsException e) {
            forgetPassword();
            throw e;
        }
    }

    private Path passwordFile() {
        return home.run().resolve("admin-password");
    }

    private void forgetPassword() {
        try {
            Files.deleteIfExists(passwordFile());
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> passwordFile() + " holds a password that is nobody's");
        }
    }

    private void cleanSpool() {
        Instant start =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        try {
            int removed = QmailClean.emptySpool(home.spool(), start);
            LOG.log(Level.FINE, "{0} spooled bodies of an earlier run are removed", removed);
        } catch (IOException e) {
            LOG.log(Level.WARNING, home.spool() + " is not cleaned: it keeps bodies nobody needs", e);
        }
    }

    /** The one it was given, or a random one in a file that only the owner can read. */
    private String firstPassword() {
        String given = Env.QMAIL_ADMIN_PASSWORD.value();
        if (!given.isEmpty()) {
            return given;
        }
        String password = randomPassword();
        Path file = passwordFile();
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, password + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the first password of " + ADMINISTRATOR + " cannot be kept", e);
        }
        LOG.log(Level.INFO, "the first password of {0} is in {1}", new Object[] {ADMINISTRATOR, file});
        return password;
    }

    private static String randomPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
