/**
 * Bounces as MIME messages: the text for people (QSBMF), the report for programs (RFC 3464) and the original message.
 */
package ee.qmail.bounce;
