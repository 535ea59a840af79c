/** Mail that is kept, by JMS and a database. */
package ee.qmail.examples.archive;
