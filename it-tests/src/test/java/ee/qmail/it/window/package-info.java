/** Mail programs with a window, on a screen in memory, and a network in which all names are this machine. */
package ee.qmail.it.window;
