package ee.qmail.web.security;

import jakarta.servlet.http.HttpSession;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions of each administrator, {@value #MAX} at most: a script that logs in again and again ends the oldest ones, and does not
 * fill the memory. Safe for use by several threads.
 */
final class OpenSessions {
    static final int MAX = 50;

    private final Map<String, Deque<HttpSession>> oldestFirst = new HashMap<>();

    void opened(String administrator, HttpSession session) {
        HttpSession tooMany;
        synchronized (this) {
            Deque<HttpSession> open = oldestFirst.computeIfAbsent(administrator, name -> new ArrayDeque<>());
            open.removeIf(other -> isSame(other, session));
            open.addLast(session);
            tooMany = open.size() > MAX ? open.removeFirst() : null;
        }
        if (tooMany != null) {
            end(tooMany);
        }
    }

    private static boolean isSame(HttpSession one, HttpSession other) {
        return one == other || one.getId().equals(other.getId());
    }

    private static void end(HttpSession session) {
        try {
            session.invalidate();
        } catch (IllegalStateException e) {
            // it has ended by itself, and that is all that is wanted
            return;
        }
    }
}
