/** Beans of applications that take mail: what adapter and local delivery know of each other. */
package ee.qmail.application;
