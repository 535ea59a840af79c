/**
 * Which addresses belong to the beans of applications: their patterns ({@link ee.qmail.application.AddressPattern}), and the file
 * {@code users/beans}, which remembers them while an application is not there ({@link ee.qmail.application.BeansFile}).
 */
package ee.qmail.application;
