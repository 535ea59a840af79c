/**
 * qmail-remote: finds the mail exchangers of a domain, talks to the first that listens, and reports on each recipient.
 * Plain classes; the bean that takes jobs from the queue stands elsewhere.
 */
package ee.qmail.remote;
