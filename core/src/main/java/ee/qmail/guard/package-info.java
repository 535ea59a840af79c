/**
 * The guard against guessed passwords ({@link ee.qmail.guard.LoginGuard}), one for all doors: each wrong password
 * makes the next try wait longer. Safe for use by several threads.
 */
package ee.qmail.guard;
