package ee.qmail.entity;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A field of a value and parameters: Content-Type (RFC 2045 section 5.1), Content-Disposition (RFC 2183). What makes no sense in it is
 * left out.
 *
 * @param value in lower case, without comments
 * @param parameters by name in lower case, in the order of the field, put together and decoded (RFC 2231); of two of a name the first
 */
public record ParameterField(String value, Map<String, String> parameters) {
    public ParameterField {
        parameters = Collections.unmodifiableMap(parameters);
    }

    /**
     * @param text the field on one line
     * @throws MailLimitException if it has too many parameters
     */
    public static ParameterField of(String text) throws MailLimitException {
        int end = text.indexOf(';');
        String value = withoutComment(end < 0 ? text : text.substring(0, end));
        return new ParameterField(
                value.toLowerCase(Locale.ROOT), end < 0 ? Map.of() : new ParameterReader(text, end).parameters());
    }

    /** Up to the first blank or comment. */
    static String withoutComment(String text) {
        String stripped = text.strip();
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            if (c == '(' || c == ' ' || c == '\t') {
                return stripped.substring(0, i);
            }
        }
        return stripped;
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
