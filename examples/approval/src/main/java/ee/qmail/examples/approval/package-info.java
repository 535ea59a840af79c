/** Requests that are decided by a reply. */
package ee.qmail.examples.approval;
