/**
 * What people have changed: by whom, from where, when. {@link ee.qmail.audit.Audited} marks the methods of services that change something, {@link ee.qmail.audit.AuditTrail} keeps
 * and finds what they have done. What the server does itself is not told here.
 */
package ee.qmail.audit;
