/**
 * The header of a message as qmail-inject reads and completes it (IN). Text here is a message's octets, each as one
 * character, so that what is not ASCII passes unchanged.
 */
package ee.qmail.inject;
