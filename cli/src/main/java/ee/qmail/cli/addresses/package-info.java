/** The addresses of a domain as a whole: from a table, and out of the server. */
package ee.qmail.cli.addresses;
