/**
 * The server's side of SASL (RFC 4422) as a state machine that knows no socket, thread or directory: messages of the client and answers
 * to questions go in, messages and questions come out. SMTP and POP3 put their own frame around it (RFC 4954, RFC 5034).
 */
package ee.qmail.sasl;
