/**
 * Who asks: what each role may do is decided in the services, by {@link ee.qmail.caller.Caller}, and not in pages. Engines, schedulers and beans have no caller, and are not
 * asked.
 */
package ee.qmail.caller;
