package ee.qmail.mime;

import java.util.Map;

/**
 * A mail taken apart, as docs/jms.md has it.
 *
 * @param entries strings and byte arrays by name
 * @param properties for selectors: strings of at most {@value MailParser#LONGEST_PROPERTY} characters and numbers
 */
public record ParsedMail(Map<String, Object> entries, Map<String, Object> properties) {}
