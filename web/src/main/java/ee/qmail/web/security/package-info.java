/**
 * Access to console and REST API: sessions and HTTP Basic over the guard against guessed passwords, and the headers
 * of each answer.
 */
package ee.qmail.web.security;
