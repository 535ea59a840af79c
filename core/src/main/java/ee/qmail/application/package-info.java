/**
 * The addresses of the beans of applications, remembered in the file {@code users/beans} while an application is not there ({@link
 * ee.qmail.application.BeansFile}).
 */
package ee.qmail.application;
