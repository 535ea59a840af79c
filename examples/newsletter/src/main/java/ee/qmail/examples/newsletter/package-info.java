/** A newsletter by mail alone. */
package ee.qmail.examples.newsletter;
