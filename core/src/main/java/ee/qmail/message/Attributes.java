package ee.qmail.message;

import ee.qmail.text.Characters;
import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The {@link Attribute}s of a message. Immutable.
 *
 * @param values without control characters, none longer than its attribute allows
 */
public record Attributes(Map<Attribute, String> values) implements Serializable {
    public static final Attributes NONE = new Attributes(Map.of());

    /** Characters of the longest {@link #text()} that this version writes, with a reserve for what later ones add. */
    public static final int LONGEST_TEXT = 4_000;

    public Attributes {
        Map<Attribute, String> copy = new EnumMap<>(Attribute.class);
        values.forEach((attribute, value) -> copy.put(attribute, clean(attribute, value)));
        values = Collections.unmodifiableMap(copy);
    }

    private static String clean(Attribute attribute, String value) {
        String cut = value.length() > attribute.longest() ? value.substring(0, attribute.longest()) : value;
        return Characters.any(cut, Character::isISOControl) ? cut.replaceAll("\\p{Cntrl}", "?") : cut;
    }

    /** These and one more. */
    public Attributes with(Attribute attribute, String value) {
        Map<Attribute, String> more = new EnumMap<>(Attribute.class);
        more.putAll(values);
        more.put(attribute, value);
        return new Attributes(more);
    }

    /** These and the others, which count where both have a value. */
    public Attributes with(Attributes others) {
        if (others.values.isEmpty()) {
            return this;
        }
        Map<Attribute, String> all = new EnumMap<>(Attribute.class);
        all.putAll(values);
        all.putAll(others.values);
        return new Attributes(all);
    }

    /** These without some. */
    public Attributes without(Set<Attribute> others) {
        if (Collections.disjoint(values.keySet(), others)) {
            return this;
        }
        Map<Attribute, String> rest = new EnumMap<>(values);
        rest.keySet().removeAll(others);
        return new Attributes(rest);
    }

    public Optional<String> get(Attribute attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /** Each under its key, in the order of {@link Attribute}. */
    public Map<String, String> byKey() {
        Map<String, String> all = new LinkedHashMap<>();
        values.forEach((attribute, value) -> all.put(attribute.key(), value));
        return all;
    }

    /** One string for broker and database: {@code key=value}, separated by LF; empty if there are none. */
    public String text() {
        StringJoiner lines = new StringJoiner("\n");
        values.forEach((attribute, value) -> lines.add(attribute.key() + "=" + value));
        return lines.toString();
    }

    /**
     * Reads a {@link #text()}. Attributes that this version does not know are left out.
     *
     * @throws IllegalArgumentException if it is longer than {@link #LONGEST_TEXT}
     */
    public static Attributes of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("attributes of a message: have " + text.length()
                    + " characters, must have at most " + LONGEST_TEXT);
        }
        Map<Attribute, String> values = new EnumMap<>(Attribute.class);
        for (String line : text.split("\n", -1)) {
            int sign = line.indexOf('=');
            Attribute attribute = sign < 0 ? null : Attribute.BY_KEY.get(line.substring(0, sign));
            if (attribute != null) {
                values.putIfAbsent(attribute, line.substring(sign + 1));
            }
        }
        return new Attributes(values);
    }
}
