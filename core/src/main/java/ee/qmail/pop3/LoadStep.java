package ee.qmail.pop3;

import ee.qmail.maildir.Maildir;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Reads the list of messages at login (POP-5). */
final class LoadStep implements Pop3Session.BlockingStep {
    private final Maildir maildir;
    private final Clock clock;
    private Maildrop maildrop;
    private IOException trouble;

    LoadStep(Path maildir, Clock clock) {
        this.maildir = new Maildir(maildir);
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            Maildir now = maildir.asItIs();
            maildrop = new Maildrop(now, now.list());
            now.removeStale(clock.instant());
        } catch (IOException e) {
            trouble = e;
        }
    }

    /** Null if the list could not be read. It may be there in spite of trouble, which then came from tidying up. */
    Maildrop maildrop() {
        return maildrop;
    }

    /** Null if all went well. */
    IOException trouble() {
        return trouble;
    }
}
