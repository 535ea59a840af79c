/**
 * The tables of jobs that wait for their next attempt, with their messages, recipients and bodies. All statements are in
 * {@link ee.qmail.deferred.DeferredStore}, so that the order of locks is seen in one place.
 */
package ee.qmail.deferred;
