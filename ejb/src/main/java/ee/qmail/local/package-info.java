/**
 * qmail-lspawn and qmail-local: to whom a local address belongs ({@link ee.qmail.local.LocalUserSearch}), and the delivery
 * into Maildirs, by {@code .qmail} files, by aliases and to beans ({@link ee.qmail.local.LocalDelivery}).
 *
 * <p>A delivery runs outside of JTA transactions on a thread of the queue's consumer, and may block.
 */
package ee.qmail.local;
