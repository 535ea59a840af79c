/** Texts, letter by letter, and sentences for people in their languages. */
package ee.qmail.text;
