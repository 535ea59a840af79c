/**
 * Headers and MIME entities (RFC 2045 section 2.4), found and counted while the octets of a mail stream by: in one pass, in memory
 * that does not depend on the mail, and without an opinion on what is too much but {@link ee.qmail.entity.MailLimits}.
 */
package ee.qmail.entity;
