/**
 * Reads an HTTP/1 request (RFC 9112) within bounds, before anything is done for it. It has no sockets: octets come in,
 * and the caller learns when the request is whole. For one thread at a time.
 */
package ee.qmail.http;
