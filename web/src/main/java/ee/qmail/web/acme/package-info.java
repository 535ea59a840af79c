/** Answers to an authority that issues certificates. */
package ee.qmail.web.acme;
