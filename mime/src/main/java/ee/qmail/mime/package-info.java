/** A mail as the entries of a JMS {@code MapMessage}: put together for {@code qmail.inject}, taken apart for an application's queue. */
package ee.qmail.mime;
