package ee.qmail.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A change of a control file before it is made.
 *
 * @param problems why it would be refused; then nothing would change
 * @param changes of values in force, those that follow from the default of another file too
 * @param before the values in force now
 * @param after those that would be
 */
public record ControlPreview(List<String> problems, List<Value> changes, Controls before, Controls after) {
    /** A value in force, without passwords. */
    public record Value(String file, List<String> before, List<String> after) {}

    /** @param content as for {@link ControlFiles#write(Setting, String)}; empty: the file would be deleted */
    public static ControlPreview of(ControlFiles files, Setting setting, Optional<String> content) throws IOException {
        Controls before = files.current();
        String old = files.raw(setting).orElse("");
        Optional<String> whole = content.map(text -> setting.isSecret() ? Secrets.restored(text, old) : text);
        List<String> problems =
                whole.map(setting::check).orElse(setting == Setting.ME ? List.of(ControlFiles.ME_STAYS) : List.of());
        Controls after = problems.isEmpty() ? before.with(setting, whole) : before;
        List<Value> changes = new ArrayList<>();
        for (Setting each : Setting.values()) {
            List<String> was = values(each, before);
            List<String> is = values(each, after);
            if (!was.equals(is)) {
                changes.add(new Value(each.fileName(), was, is));
            }
        }
        return new ControlPreview(problems, List.copyOf(changes), before, after);
    }

    private static List<String> values(Setting setting, Controls controls) {
        List<String> values = setting.isList()
                ? controls.list(setting)
                : controls.value(setting).map(List::of).orElse(List.of());
        return values.stream().map(setting::shown).toList();
    }
}
