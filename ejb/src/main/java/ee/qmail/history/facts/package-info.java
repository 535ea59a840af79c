/**
 * The facts of history on their way to the database: told by those who accept, deliver and refuse mail, kept in a file of the home, and read from it
 * when there is time (ADR 30). Whoever tells one never waits.
 */
package ee.qmail.history.facts;
