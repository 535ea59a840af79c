/** The server's threads, and fair turns on them. */
package ee.qmail.rar.work;
