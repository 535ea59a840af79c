/**
 * Changes of many waiting jobs at once, as an administrator asks for them: all that a filter leaves, or some by their names. They are made in the background, step by step.
 */
package ee.qmail.bulk;
