package ee.qmail.entity;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    private static final Set<String> ADDRESSES = Set.of("from", "sender", "reply-to", "to", "cc", "bcc", "newsgroups");

    public Entity {
        fields = List.copyOf(fields);
        parts = List.copyOf(parts);
    }

    /** @return the value of the first field of this name */
    public Optional<String> field(String name) {
        return fields.stream().filter(field -> field.is(name)).findFirst().map(HeaderField::value);
    }

    /**
     * Asks whether Jakarta Mail may be asked for any field of the headers. It reads the fields of addresses of one name
     * as if they were one.
     *
     * @throws MailLimitException if that is too long
     */
    public void requireFieldsForJakartaMail() throws MailLimitException {
        Map<String, Integer> lengths = new HashMap<>();
        for (HeaderField field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            int length = field.value().length();
            if (ADDRESSES.contains(name)) {
                length = lengths.merge(name, length, Integer::sum);
            }
            if (length > MailLimits.FIELD_OCTETS) {
                throw new MailLimitException("a header field of more than " + MailLimits.FIELD_OCTETS + " octets");
            }
        }
        for (Entity part : parts) {
            part.requireFieldsForJakartaMail();
        }
    }

    /** Tells whether it holds others. */
    public boolean isMultipart() {
        return type != null && isMultipart(type);
    }

    static boolean isMultipart(ParameterField type) {
        return type.value().startsWith("multipart/") && type.value().length() > "multipart/".length();
    }
}
