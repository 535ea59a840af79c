/**
 * The jobs that the server was working on when it died: marks in a file that is mapped into memory ({@link
 * ee.qmail.attempts.AttemptMarks}), and how often each job has been among them (ADR 17); and what beans were doing then ({@link ee.qmail.attempts.WorkNotes}). Safe for use by several threads.
 */
package ee.qmail.attempts;
