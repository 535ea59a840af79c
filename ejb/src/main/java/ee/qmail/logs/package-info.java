/** The logs of this server, for those who administer it. */
package ee.qmail.logs;
