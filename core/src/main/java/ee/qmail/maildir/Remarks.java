package ee.qmail.maildir;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Logs entries of Maildirs that are passed over; once for each, or a client that looks for mail each minute would fill
 * the log.
 */
final class Remarks {
    private static final Logger LOG = System.getLogger(Remarks.class.getName());
    private static final int MAX = 10_000;

    private static final Set<String> SAID =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > MAX;
                }
            }));

    private Remarks() {}

    /** @param what is the matter with it */
    static void once(Path path, String what) {
        String remark = printable(path.toString()) + ": " + what;
        if (SAID.add(remark)) {
            LOG.log(Level.WARNING, remark);
        }
    }

    /** A file name is a stranger's text: it must not begin a line of the log. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7E]", "?");
    }
}
