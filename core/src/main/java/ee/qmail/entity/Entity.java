package ee.qmail.entity;

import java.util.List;
import java.util.Optional;

/**
 * A mail or a part of one (RFC 2045 section 2.4).
 *
 * @param fields of its header
 * @param clean whether the header has nothing but fields
 * @param type Content-Type, null if there is none
 * @param disposition Content-Disposition, null if there is none
 * @param headerBegin where its header begins, counted in octets from the beginning of the mail
 * @param begin where its body begins
 * @param end where its body has ended; the line end before a boundary belongs to the boundary
 * @param parts what it holds, if it is a multipart; may be empty then
 */
public record Entity(
        List<HeaderField> fields,
        boolean clean,
        ParameterField type,
        ParameterField disposition,
        long headerBegin,
        long begin,
        long end,
        List<Entity> parts) {
    public Entity {
        fields = List.copyOf(fields);
        parts = List.copyOf(parts);
    }

    /** @return the value of the first field of this name */
    public Optional<String> field(String name) {
        return fields.stream().filter(field -> field.is(name)).findFirst().map(HeaderField::value);
    }

    /**
     * Asks whether Jakarta Mail may be asked for any field of the headers.
     *
     * @throws MailLimitException if one is too long for that
     */
    public void requireFieldsForJakartaMail() throws MailLimitException {
        for (HeaderField field : fields) {
            if (field.value().length() > MailLimits.FIELD_OCTETS) {
                throw new MailLimitException("a header field of more than " + MailLimits.FIELD_OCTETS + " octets");
            }
        }
        for (Entity part : parts) {
            part.requireFieldsForJakartaMail();
        }
    }

    /** Whether it holds others. */
    public boolean isMultipart() {
        return type != null && isMultipart(type);
    }

    static boolean isMultipart(ParameterField type) {
        return type.value().startsWith("multipart/") && type.value().length() > "multipart/".length();
    }
}
