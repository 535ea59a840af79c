/** {@code bin/qmail import}: moving in from a qmail and a vpopmail, whose files are only read. */
package ee.qmail.cli.moving;
