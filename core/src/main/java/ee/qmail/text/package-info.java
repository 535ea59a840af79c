/** Texts, letter by letter. */
package ee.qmail.text;
