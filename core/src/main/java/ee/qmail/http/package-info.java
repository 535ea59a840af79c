/**
 * Reads an HTTP/1 request (RFC 9112) within bounds, before anything is done for it. It has no sockets: octets come in,
 * and the caller learns when the request is whole. Not safe for use by several threads. The answers of other
 * servers are counted in {@link ee.qmail.http.BoundedBody}.
 */
package ee.qmail.http;
