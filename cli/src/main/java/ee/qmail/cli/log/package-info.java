/** The logs of the server, on the terminal. */
package ee.qmail.cli.log;
