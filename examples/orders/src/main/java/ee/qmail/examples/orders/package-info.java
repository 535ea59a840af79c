/** Mail to orders@ with a file order.csv becomes rows and a confirmation, in one transaction. */
package ee.qmail.examples.orders;
