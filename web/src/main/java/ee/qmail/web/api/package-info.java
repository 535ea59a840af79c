/**
 * The REST API: one resource per path, each thin over a bean of the module {@code ejb}, JSON read within bounds, and
 * every error as a problem document (RFC 9457).
 */
package ee.qmail.web.api;
