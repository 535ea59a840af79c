package ee.qmail.home;

import java.nio.file.Path;

/**
 * The layout of {@code QMAIL_HOME}, the directory that holds everything this server owns. Nothing is read or made here:
 * {@code FirstStart} makes it.
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

    /** What has happened to mail, on its way to the database. */
    public Path history() {
        return root.resolve("history");
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

    /** The file that a server of the runnable jar has locked for as long as it runs. */
    public Path lock() {
        return root.resolve("run/lock");
    }

    /** The file that a server of whatever container has locked for as long as it runs, see {@link NodeLock}. */
    public Path nodeLock() {
        return root.resolve("run/node.lock");
    }

    /** The address of the running server by HTTP, such as {@code http://127.0.0.1:8080}; need not exist. */
    public Path address() {
        return root.resolve("run/address");
    }
}
