/** {@code qmail tls}: the certificates of the server, and what a client meets at a port. */
package ee.qmail.cli.tls;
