/**
 * Changes of what somebody else may change at the same time: whether it is still what was seen ({@link ee.qmail.revision.Precondition}), what is
 * different ({@link ee.qmail.revision.LineDiff}), and both changes in one text ({@link ee.qmail.revision.LineMerge}). Texts are compared by lines.
 */
package ee.qmail.revision;
