/**
 * {@code .qmail} files: which file belongs to an address, which instructions it has, and the environment that a
 * program gets (DQ). It reads files and delivers nothing.
 */
package ee.qmail.dotqmail;
