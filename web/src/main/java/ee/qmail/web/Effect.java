package ee.qmail.web;

import ee.qmail.accounts.AddressEffects;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.ControlPreview;
import ee.qmail.control.Setting;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * All that a change of a control file would do, for the console and the REST API.
 *
 * @param problems why it would be refused; then the rest is empty
 * @param changes of values in force
 * @param stop addresses of mailboxes and aliases that take mail now, and would not
 * @param begin the same that do not take mail now, and would
 * @param isComplete whether all addresses were looked at
 */
public record Effect(
        List<String> problems,
        List<ControlPreview.Value> changes,
        List<String> stop,
        List<String> begin,
        boolean isComplete) {
    private static final int MOST_SHOWN = 20;

    /** @param content the whole text; empty: the file would be deleted */
    public static Effect of(ControlFiles files, AddressEffects addresses, Setting setting, Optional<String> content)
            throws IOException {
        ControlPreview preview = ControlPreview.of(files, setting, content);
        if (preview.changes().isEmpty()) {
            return new Effect(preview.problems(), List.of(), List.of(), List.of(), true);
        }
        AddressEffects.Effects effects = addresses.of(preview.before(), preview.after());
        return new Effect(List.of(), preview.changes(), effects.stop(), effects.begin(), effects.isComplete());
    }

    /** In a sentence; empty if there is none. */
    public String stopped() {
        return sentence(stop, "This address would be refused", "These " + stop.size() + " addresses would be refused");
    }

    /** In a sentence; empty if there is none. */
    public String begun() {
        return sentence(begin, "This address would take mail", "These " + begin.size() + " addresses would take mail");
    }

    private static String sentence(List<String> addresses, String one, String many) {
        if (addresses.isEmpty()) {
            return "";
        }
        int shown = Math.min(addresses.size(), MOST_SHOWN);
        String more = addresses.size() > shown ? " and " + (addresses.size() - shown) + " more" : "";
        return (addresses.size() == 1 ? one : many) + ": " + String.join(", ", addresses.subList(0, shown)) + more
                + ".";
    }
}
