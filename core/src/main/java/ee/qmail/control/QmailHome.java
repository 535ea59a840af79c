package ee.qmail.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of {@code QMAIL_HOME}, the directory that holds everything this server owns.
 *
 * @param root the directory itself
 */
public record QmailHome(Path root) {
    public QmailHome {
        root = root.toAbsolutePath().normalize();
    }

    /** Control files. */
    public Path control() {
        return root.resolve("control");
    }

    /** Log of qmail-send; {@code current} is in it. */
    public Path sendLog() {
        return root.resolve("log/send");
    }

    public Path smtpdLog() {
        return root.resolve("log/smtpd");
    }

    public Path pop3dLog() {
        return root.resolve("log/pop3d");
    }

    /** All log directories and the application server's own log. */
    public Path log() {
        return root.resolve("log");
    }

    /** Mail root: {@code DOMAIN/NAME/Maildir}. */
    public Path mail() {
        return root.resolve("mail");
    }

    /** Home of the user alias: {@code .qmail-NAME} for names that nobody else has (SP-5). */
    public Path alias() {
        return root.resolve("alias");
    }

    /** {@code users/assign} (SP-6); need not exist. */
    public Path assign() {
        return root.resolve("users/assign");
    }

    /** Applications that qmail-micro.jar deploys besides its own. */
    public Path applications() {
        return root.resolve("applications");
    }

    /** {@code users/beans}: addresses that beans of applications take mail for; need not exist. */
    public Path beans() {
        return root.resolve("users/beans");
    }

    /** The directory in which programs leave mail for the queue. */
    public Path maildrop() {
        return root.resolve("maildrop");
    }

    /** The broker's journal. */
    public Path queue() {
        return root.resolve("queue");
    }

    /** The file that names the version of the queue's format; see {@link HomeFormat}. */
    Path format() {
        return root.resolve("queue/format");
    }

    /** Bodies while they arrive. */
    public Path spool() {
        return root.resolve("queue/tmp");
    }

    /** The embedded database. */
    public Path db() {
        return root.resolve("db");
    }

    /** The name of this server among those that share a database, see {@link NodeId}. */
    public Path node() {
        return root.resolve("node");
    }

    /** The directory of files that only a running server needs. */
    public Path run() {
        return root.resolve("run");
    }

    /**
     * Creates what is missing; overwrites nothing. The directories are for the owner only; those that are open to
     * others are closed. The control files are written on the first start alone, so that a {@code rcpthosts} that was
     * taken away later stays away.
     *
     * @param hostName for control/me
     * @return the directories that were open to others, which they are not any more
     * @throws IOException also if a later version has written what this one cannot read: nothing is changed then
     * @throws IllegalArgumentException if the host name is not one and control/me is missing
     */
    public List<Path> prepare(String hostName) throws IOException {
        HomeFormat.check(this);
        List<Path> closed = makeDirectories();
        writeFirstControlFiles(hostName);
        HomeFormat.mark(this);
        return closed;
    }

    private List<Path> makeDirectories() throws IOException {
        List<Path> closed = new ArrayList<>();
        for (Path directory : List.of(
                root,
                control(),
                log(),
                sendLog(),
                smtpdLog(),
                pop3dLog(),
                mail(),
                alias(),
                assign().getParent(),
                maildrop(),
                maildrop().resolve("tmp"),
                maildrop().resolve("new"),
                maildrop().resolve("taken"),
                applications(),
                queue(),
                spool(),
                db(),
                run())) {
            OwnerOnly.createDirectories(directory);
            if (close(directory)) {
                closed.add(directory);
            }
        }
        return closed;
    }

    /**
     * A group may be allowed to leave mail in the maildrop, whose directories are there before root leaves something.
     * It may not exchange these directories.
     */
    private boolean close(Path directory) throws IOException {
        if (directory.equals(root) || directory.equals(maildrop())) {
            return OwnerOnly.closeButForPassage(directory);
        }
        boolean isShared = directory.startsWith(maildrop()) && !directory.endsWith("taken");
        return isShared ? OwnerOnly.closeButForGroup(directory) : OwnerOnly.close(directory);
    }

    private void writeFirstControlFiles(String hostName) throws IOException {
        if (Files.exists(control().resolve(Setting.ME.fileName()))) {
            return;
        }
        List<String> problems = Setting.ME.check(hostName);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        writeIfMissing(Setting.RCPTHOSTS, hostName + "\n");
        writeIfMissing(Setting.TCP_SMTP, """
                # Who may connect to the SMTP port, and who may relay; the first address that fits decides.
                127.:allow,RELAYCLIENT=""
                ::1:allow,RELAYCLIENT=""
                :allow
                """);
        writeIfMissing(Setting.ME, hostName + "\n"); // last: it says that the first start is over
    }

    private void writeIfMissing(Setting setting, String content) throws IOException {
        Path file = control().resolve(setting.fileName());
        if (!Files.exists(file)) {
            AtomicFile.write(file, content);
        }
    }

    /** A directory and those above it, for nobody but the server's user where the file system can say so. */
    public static void createPrivate(Path directory) throws IOException {
        OwnerOnly.createDirectories(directory);
    }
}
