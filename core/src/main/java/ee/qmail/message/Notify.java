package ee.qmail.message;

import ee.qmail.text.Xtext;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The wishes of a sender about one recipient: when a delivery status notification is to come, and under which name (RFC 3461 4.1, 4.2). They travel with the
 * envelope. Immutable.
 *
 * @param conditions {@code NEVER}, or a list such as {@code SUCCESS,FAILURE}, as {@link #conditions(String)} has it; null if nothing was said
 * @param orcpt the original recipient: type, semicolon, and the address in xtext; null if nothing was said
 */
public record Notify(String conditions, String orcpt) implements Serializable {
    /** The cases of which a sender may want to be told. */
    public enum Condition {
        SUCCESS,
        FAILURE,
        DELAY
    }

    /** Nothing was said: failures are told, as ever. */
    public static final Notify DEFAULT = new Notify(null, null);

    /** Of a notification itself. */
    public static final Notify NEVER = new Notify("NEVER", null);

    /** Characters of the longest original recipient (RFC 3461 5.4). */
    public static final int LONGEST_ORCPT = 500;

    private static final Pattern CONDITIONS = Pattern.compile("[A-Z]{5,7}(?:,[A-Z]{5,7}){0,20}");
    private static final Pattern ORCPT = Pattern.compile("[A-Za-z0-9-]{1,40};.+");
    private static final String NONE = "-";

    /** @throws IllegalArgumentException if one of them is not of the form that RFC 3461 gives it */
    public Notify {
        if (conditions != null && !conditions(conditions).equals(Optional.of(conditions))) {
            throw new IllegalArgumentException(
                    "NOTIFY '" + conditions + "': must be NEVER, or some of SUCCESS,FAILURE,DELAY in this order");
        }
        if (orcpt != null && !isOrcpt(orcpt)) {
            throw new IllegalArgumentException(
                    "ORCPT: must be type;xtext of at most " + LONGEST_ORCPT + " characters, as rfc822;ana@example.org");
        }
    }

    /** The conditions in their usual form; empty if the text is no value of NOTIFY. */
    public static Optional<String> conditions(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.equals("NEVER")) {
            return Optional.of(upper);
        }
        if (!CONDITIONS.matcher(upper).matches()) {
            return Optional.empty();
        }
        EnumSet<Condition> wanted = EnumSet.noneOf(Condition.class);
        for (String word : upper.split(",")) {
            try {
                wanted.add(Condition.valueOf(word));
            } catch (IllegalArgumentException unknown) {
                return Optional.empty();
            }
        }
        return Optional.of(wanted.stream().map(Enum::name).collect(Collectors.joining(",")));
    }

    /** Tells whether a text is a value of ORCPT that is kept. */
    public static boolean isOrcpt(String text) {
        return text.length() <= LONGEST_ORCPT
                && ORCPT.matcher(text).matches()
                && Xtext.isXtext(text.substring(text.indexOf(';') + 1));
    }

    public boolean wants(Condition condition) {
        return conditions == null ? condition == Condition.FAILURE : conditions.contains(condition.name());
    }

    /** What either of two wants, of one recipient that was given twice; an original recipient as the other has it, if that has one. */
    public Notify or(Notify other) {
        String either = EnumSet.allOf(Condition.class).stream()
                .filter(condition -> wants(condition) || other.wants(condition))
                .map(Enum::name)
                .collect(Collectors.joining(","));
        boolean unsaid = conditions == null && other.conditions == null;
        return new Notify(
                unsaid ? null : either.isEmpty() ? NEVER.conditions : either,
                other.orcpt == null ? orcpt : other.orcpt);
    }

    /** The same, where somebody else tells of the success. */
    public Notify withoutSuccess() {
        if (!wants(Condition.SUCCESS)) {
            return this;
        }
        String rest = conditions.replaceFirst("SUCCESS,?", "");
        return new Notify(rest.isEmpty() ? NEVER.conditions : rest, orcpt);
    }

    /** One string without LF; {@link #of(String)} reads it. */
    public String text() {
        return (conditions == null ? NONE : conditions) + " " + (orcpt == null ? NONE : orcpt);
    }

    /** @throws IllegalArgumentException if it is no {@link #text()} */
    public static Notify of(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("wishes about a recipient: must be conditions and original recipient");
        }
        return new Notify(given(parts[0]), given(parts[1]));
    }

    private static String given(String part) {
        return part.equals(NONE) ? null : part;
    }

    /** Those of an envelope as one string: a line for each recipient that has some, with its number; empty if none has. */
    public static String text(Envelope envelope) {
        if (envelope.notifies().isEmpty()) {
            return "";
        }
        StringJoiner lines = new StringJoiner("\n");
        for (int i = 0; i < envelope.recipients().size(); i++) {
            Notify notify = envelope.notifies().get(envelope.recipients().get(i));
            if (notify != null) {
                lines.add(i + " " + notify.text());
            }
        }
        return lines.toString();
    }

    /**
     * Reads a {@link #text(Envelope)}.
     *
     * @throws IllegalArgumentException if it is none of these recipients
     */
    public static Map<String, Notify> of(String text, List<String> recipients) {
        if (text.isEmpty()) {
            return Map.of();
        }
        Map<String, Notify> notifies = new HashMap<>();
        for (String line : text.split("\n", recipients.size() + 1)) {
            int blank = line.indexOf(' ');
            int recipient = blank < 1 || blank > 9 ? -1 : Integer.parseUnsignedInt(line.substring(0, blank));
            if (recipient < 0 || recipient >= recipients.size()) {
                throw new IllegalArgumentException("wishes about a recipient: must begin with its number");
            }
            notifies.put(recipients.get(recipient), of(line.substring(blank + 1)));
        }
        return notifies;
    }
}
