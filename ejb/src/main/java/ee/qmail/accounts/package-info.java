/**
 * The data that administrators change: domains, mailboxes, aliases and administrators in the database. Every change goes through
 * {@link ee.qmail.accounts.Accounts} or {@link ee.qmail.accounts.Administrators}.
 */
package ee.qmail.accounts;
