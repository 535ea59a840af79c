/**
 * The deliveries of the last month, for the console. They are written in the background, and hold up no mail.
 */
package ee.qmail.history;
