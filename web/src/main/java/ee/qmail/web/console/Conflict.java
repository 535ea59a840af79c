package ee.qmail.web.console;

import ee.qmail.control.Setting;
import ee.qmail.control.ShownText;
import ee.qmail.revision.LineDiff;
import ee.qmail.revision.LineMerge;
import java.util.List;
import java.util.Optional;

/**
 * A text that others have changed while one of its readers was typing.
 *
 * @param version of what others have written; empty if they have deleted the file
 * @param theirs what others have changed; all that is different from what was typed, if the text before is not known
 * @param mine what the reader has changed; empty if the text before is not known
 * @param merged both changes in one text; empty if they touch each other
 * @param there what others have written
 */
public record Conflict(
        String version,
        List<LineDiff.Line> theirs,
        List<LineDiff.Line> mine,
        Optional<String> merged,
        Optional<ShownText> there) {
    private static final int MOST_LINES = 100;

    /**
     * @param base the text before either change; null if it is not known
     * @param typed by the reader
     */
    static Conflict of(Setting setting, String base, String typed, Optional<ShownText> there) {
        String theirs = there.map(ShownText::text).orElse("");
        boolean known = base != null;
        return new Conflict(
                there.map(ShownText::version).orElse(""),
                LineDiff.of(known ? base : typed, theirs, MOST_LINES),
                known ? LineDiff.of(base, typed, MOST_LINES) : List.of(),
                known && there.isPresent() ? merged(setting, base, typed, theirs) : Optional.empty(),
                there);
    }

    static Optional<String> merged(Setting setting, String base, String typed, String theirs) {
        return setting.isUnorderedList()
                ? LineMerge.ofList(base, typed, theirs)
                : LineMerge.ofText(base, typed, theirs);
    }

    /** Tells whether both changes can be made. */
    public boolean isMergeable() {
        return merged.isPresent();
    }

    /** Tells whether the file is not there any more. */
    public boolean isDeleted() {
        return there.isEmpty();
    }
}
