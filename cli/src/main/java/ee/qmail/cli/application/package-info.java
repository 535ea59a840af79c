/**
 * {@code bin/qmail app}: applications beside the mail server. To deploy code is a right of the user of the server on its machine, so these commands
 * work on files of the home and know neither password nor API.
 */
package ee.qmail.cli.application;
