package ee.qmail.rar.pop3;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exclusive access to maildrops (RFC 1939 section 4), for all POP3 ports of this process: each lets in one session at a time. Other processes know nothing of it. Safe for use by
 * several threads.
 */
public final class MaildropLocks {
    private final Set<Path> locked = ConcurrentHashMap.newKeySet();

    /** @return false if another session has it */
    boolean lock(Path maildir) {
        return locked.add(maildir);
    }

    void unlock(Path maildir) {
        locked.remove(maildir);
    }
}
