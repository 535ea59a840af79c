/** Orders by mail, in a process of its own. */
package ee.qmail.examples.shop;
