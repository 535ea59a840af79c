/**
 * Stands in front of the HTTP server of the runnable jar: a filter in its chain, on the threads that read. A request gets a worker when it
 * is there, not when it begins; a slow client holds only a connection, and for a bounded time.
 */
package ee.qmail.httpd;
