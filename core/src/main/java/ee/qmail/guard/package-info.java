/** What makes guessing passwords slow, at every door alike. */
package ee.qmail.guard;
