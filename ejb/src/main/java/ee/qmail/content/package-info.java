/**
 * What an administrator is shown of a message that is not delivered yet: bounded, and nothing but text.
 */
package ee.qmail.content;
