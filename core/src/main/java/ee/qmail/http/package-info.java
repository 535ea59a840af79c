/** What is read of an HTTP/1 request before anything is done for it (RFC 9112), without sockets. */
package ee.qmail.http;
