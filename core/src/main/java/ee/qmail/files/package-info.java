/** Directories that somebody else may write to: what is opened there is what was looked at, and nothing outside is reached. */
package ee.qmail.files;
