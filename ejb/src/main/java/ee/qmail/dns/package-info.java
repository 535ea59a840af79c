/**
 * The questions that mail asks the domain name system. {@link ee.qmail.dns.Dns} tells "no such name" from "no answer
 * now"; only its implementation knows the library. Look-ups block, for a bounded time.
 */
package ee.qmail.dns;
