/** The log: lines of qmail-log(5) and of tcpserver, stamped and rotated as multilog does. */
package ee.qmail.log;
