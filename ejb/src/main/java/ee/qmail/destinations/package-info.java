/** The queues of applications to which aliases lead mail, and what waits in a queue, for an administrator who looks at it. */
package ee.qmail.destinations;
