/**
 * The directory in which messages of the command line wait for the server: {@code maildrop/new} holds whole messages,
 * which appear there by a rename, whether the server runs or not. The server takes each by a rename into
 * {@code maildrop/taken}, which is its own.
 */
package ee.qmail.pickup;
