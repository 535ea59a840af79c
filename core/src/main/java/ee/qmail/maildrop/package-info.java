/**
 * Where messages of the command line wait for the server: {@code maildrop/new} holds whole messages, which appear there by a
 * rename, whether the server runs or not.
 */
package ee.qmail.maildrop;
