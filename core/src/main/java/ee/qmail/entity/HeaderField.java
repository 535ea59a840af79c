package ee.qmail.entity;

/**
 * A field of a header.
 *
 * @param name as it is written
 * @param value on one line, without the blanks around it; octets beyond ASCII read as UTF-8 (RFC 6532), as ISO-8859-1 if they are none
 */
public record HeaderField(String name, String value) {
    /** @param other in whatever case */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
