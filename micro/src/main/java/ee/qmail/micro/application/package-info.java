/**
 * Applications beside the mail server, in {@code applications/}: each file that appears, changes or goes is deployed, replaced or undeployed while the
 * server runs ({@link ee.qmail.micro.application.Applications}), by threads that mail does not need. How far each is stands in {@code
 * run/applications}, for {@code bin/qmail app}.
 */
package ee.qmail.micro.application;
