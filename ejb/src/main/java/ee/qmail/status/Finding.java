package ee.qmail.status;

import ee.qmail.text.Sentence;

/**
 * Something that needs somebody.
 *
 * @param about the service, file, address, domain or pattern that it is about; empty if there is none
 */
public record Finding(Need need, String about, Sentence said) {}
