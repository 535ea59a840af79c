package ee.qmail.web.console;

import ee.qmail.web.Effect;
import ee.qmail.web.language.Texts;
import java.util.List;

/** What a change of a control file would do to addresses, in sentences; null before somebody has asked. */
record EffectTexts(Effect effect, Texts texts) {
    private static final int MOST_SHOWN = 20;

    /** Empty if none would be refused. */
    String stopped() {
        return effect == null ? "" : sentence("setting.effect.stop", effect.stop());
    }

    /** Empty if none would begin to take mail. */
    String begun() {
        return effect == null ? "" : sentence("setting.effect.begin", effect.begin());
    }

    /** @param key of the text for several; those for one, and for more than are shown, end in {@code One} and {@code More} */
    private String sentence(String key, List<String> addresses) {
        if (addresses.isEmpty()) {
            return "";
        }
        int shown = Math.min(addresses.size(), MOST_SHOWN);
        int more = addresses.size() - shown;
        String form = more > 0 ? "More" : addresses.size() == 1 ? "One" : "";
        return texts.of(key + form, addresses.size(), String.join(", ", addresses.subList(0, shown)), more);
    }
}
