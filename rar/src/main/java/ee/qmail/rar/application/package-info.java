/**
 * Applications: mail to their beans, and mail from their connections.
 */
package ee.qmail.rar.application;
