/**
 * qmail's control files: {@link ee.qmail.control.Setting} is the table of them, {@link ee.qmail.control.ControlFiles}
 * reads and writes them, {@link ee.qmail.control.Controls} is what they say at one moment.
 */
package ee.qmail.control;
