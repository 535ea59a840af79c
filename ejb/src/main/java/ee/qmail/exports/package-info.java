/**
 * The addresses of a domain on their way out: as a table that {@link ee.qmail.imports} reads, as the file of vpopmail, and as a whole tree of vpopmail with its
 * mail.
 */
package ee.qmail.exports;
