/**
 * The directory that holds everything this server owns, {@link ee.qmail.home.QmailHome}, and how its files are written
 * whole, watched, locked and kept from others; settings of the environment ({@link ee.qmail.home.Env}); the number of
 * this server among those that share a database ({@link ee.qmail.home.NodeId}). It knows no control file.
 */
package ee.qmail.home;
