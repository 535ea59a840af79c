/**
 * qmail-start: brings database, home and queue up in their order, and down again. Also the number that a database
 * gives to each server ({@link ee.qmail.start.NodeNumber}), and the objects that other packages inject.
 */
package ee.qmail.start;
