/**
 * qmail's control files: {@link ee.qmail.control.Setting} is the table of them, {@link ee.qmail.control.ControlFiles}
 * reads and writes them, {@link ee.qmail.control.Controls} is what they say at one moment.
 *
 * <p>The history of the files is kept in files beside them, {@code control/.history}, and not in the database: it is written under the lock under which a control file is,
 * by all servers that share the directory and by programs that have no database, a backup of the directory has both, and a change by hand is seen where it is made.
 */
package ee.qmail.control;
