package ee.qmail.submission;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps the last {@value #MAX} keys of this process to the content that came under them. Safe for use by several threads. */
final class UsedKeys {
    static final int MAX = 10_000;

    private final Map<String, String> contentByKey = new LinkedHashMap<>();

    /** The relation of a key to a content. */
    enum Stand {
        FREE,
        FOR_THE_CONTENT,
        FOR_ANOTHER
    }

    synchronized Stand stands(String key, String content) {
        String known = contentByKey.get(key);
        if (known == null) {
            return Stand.FREE;
        }
        return known.equals(content) ? Stand.FOR_THE_CONTENT : Stand.FOR_ANOTHER;
    }

    /** @return whether the key stands for this content from now on; false if it stands for another */
    synchronized boolean use(String key, String content) {
        Stand stand = stands(key, content);
        if (stand != Stand.FREE) {
            return stand == Stand.FOR_THE_CONTENT;
        }
        if (contentByKey.size() >= MAX) {
            Iterator<String> oldestFirst = contentByKey.keySet().iterator();
            oldestFirst.next();
            oldestFirst.remove();
        }
        contentByKey.put(key, content);
        return true;
    }

    /** Forgets a key whose content was not taken. */
    synchronized void release(String key, String content) {
        contentByKey.remove(key, content);
    }
}
