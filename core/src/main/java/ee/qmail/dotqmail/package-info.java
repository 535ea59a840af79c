/** {@code .qmail} files: where they are, what stands in them, and what a program finds in its environment (DQ). */
package ee.qmail.dotqmail;
