/**
 * Answers to mail for somebody who is away (RFC 3834): what is said ({@link ee.qmail.vacation.Vacations}), to whom
 * ({@link ee.qmail.vacation.Asker}), and how often.
 */
package ee.qmail.vacation;
