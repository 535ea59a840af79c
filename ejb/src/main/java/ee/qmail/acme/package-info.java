/** Certificates that an authority issues by ACME (RFC 8555), got and renewed by this server itself. */
package ee.qmail.acme;
