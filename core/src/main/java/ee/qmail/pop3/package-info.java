/**
 * The POP3 server as a protocol engine (RFC 1939, 2449, 3206): octets and answers in, octets and requests out. It knows
 * no socket, thread or logger; {@link ee.qmail.pop3.Pop3Session.Shell} is what it needs of the world.
 */
package ee.qmail.pop3;
