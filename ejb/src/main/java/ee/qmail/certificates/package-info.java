/** Tells in time that a certificate of this server is about to end. */
package ee.qmail.certificates;
