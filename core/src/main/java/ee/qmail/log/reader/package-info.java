/** The logs, read: lines of multilog and of the server's own log, backwards from the newest, as far as they are asked for. */
package ee.qmail.log.reader;
