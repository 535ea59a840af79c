/**
 * Everything that has moved, for "where is my message?": {@code HistoryWriter} brings what happens to the database in the background and holds up no
 * mail, {@code HistorySearch} finds it (ADR 30).
 */
package ee.qmail.history;
