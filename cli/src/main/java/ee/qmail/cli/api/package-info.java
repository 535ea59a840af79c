/** The REST API of a server, and what commands that use it have in common. */
package ee.qmail.cli.api;
