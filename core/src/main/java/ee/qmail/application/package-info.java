/**
 * Applications beside the server: the addresses of their beans, remembered in the file {@code users/beans} while an application is not there
 * ({@link ee.qmail.application.BeansFile}); the names of their archives, and how far the runnable jar is with each ({@link
 * ee.qmail.application.ApplicationStates}).
 */
package ee.qmail.application;
