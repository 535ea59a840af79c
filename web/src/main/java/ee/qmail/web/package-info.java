/**
 * Small things that console and REST API share: an error as RFC 9457 tells it, a control
 * file as both show it.
 */
package ee.qmail.web;
