/**
 * Directories that somebody else may write to. A directory is held open while it is worked in, so that a checked file
 * cannot be exchanged for another one, and no link leads outside.
 */
package ee.qmail.files;
