package ee.qmail.audit;

/**
 * Something that was done.
 *
 * @param object to what: an address, a domain, a name; may be empty
 * @param domain whose administrators may see it; empty: administrators only
 * @param detail short, without secrets; may be empty
 */
public record Done(Deed deed, String object, String domain, String detail) {}
