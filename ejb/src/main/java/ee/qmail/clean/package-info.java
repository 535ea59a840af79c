/**
 * qmail-clean, at the start only: files in {@code queue/tmp} that a crash has left. While the server runs,
 * acknowledged messages and settled rows are deleted where they are settled.
 */
package ee.qmail.clean;
