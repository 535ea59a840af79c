package ee.qmail.logs;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.home.QmailHome;
import ee.qmail.log.reader.LogName;
import ee.qmail.log.reader.LogPage;
import ee.qmail.log.reader.LogQuestion;
import ee.qmail.log.reader.LogReader;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.logging.LogManager;

/** Reads the logs of this server; another one on the same database has its own. Safe for use by several threads. */
@ApplicationScoped
@AdministratorsOnly
public class Logs {
    /** Answers that are being read; each may hold a whole file in memory if that is compressed. */
    private static final int AT_ONCE = 2;

    private static final String PATTERN = "java.util.logging.FileHandler.pattern";

    private final QmailHome home;
    private final Semaphore readers = new Semaphore(AT_ONCE, true);

    /** For the container's proxies. */
    protected Logs() {
        this(null);
    }

    @Inject
    public Logs(QmailHome home) {
        this.home = home;
    }

    /**
     * Tells whether it is kept in the home. The log of the application server is there if that is the runnable jar; others keep it where they are told to,
     * and a file that is there may be that of an earlier server.
     */
    public boolean isHere(LogName log) {
        String pattern = log == LogName.SERVER ? LogManager.getLogManager().getProperty(PATTERN) : "";
        return pattern != null
                && (log != LogName.SERVER
                        || pattern.equals(home.log().resolve("server.%g.log").toString()));
    }

    /**
     * Reads at most {@link LogReader#MOST_OCTETS}, after others who read now.
     *
     * @throws NotFoundException if the log is kept elsewhere
     * @throws InvalidInputException if the log has nothing of the kind that is asked for
     * @throws UncheckedIOException if a file cannot be read
     */
    public LogPage read(LogName log, LogQuestion question) {
        if (question.level() != null && log != LogName.SERVER) {
            throw new InvalidInputException("level", Sentence.of("log.noLevels", log.word()));
        }
        if (question.message() != null && log != LogName.SEND) {
            throw new InvalidInputException("queueId", Sentence.of("log.noIds", log.word()));
        }
        if (!isHere(log)) {
            throw new NotFoundException(Sentence.of("log.elsewhere"));
        }
        readers.acquireUninterruptibly();
        try {
            return LogReader.read(home.log(), log, question);
        } catch (IOException e) {
            throw new UncheckedIOException("log " + log.word() + " cannot be read", e);
        } finally {
            readers.release();
        }
    }
}
