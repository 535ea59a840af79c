/**
 * Mailboxes and aliases of a domain from a table, as an administrator gives it: looked at first, then made in the background, some at a time, by
 * {@link ee.qmail.accounts.Accounts}. Passwords are in memory only, as long as they are needed.
 */
package ee.qmail.imports;
