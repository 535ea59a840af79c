/**
 * SMTP (RFC 5321), both sides, as state machines that know no socket, thread or logger: octets and events go in, octets
 * and actions come out. The adapter and qmail-remote are the shells around them.
 */
package ee.qmail.smtp;
