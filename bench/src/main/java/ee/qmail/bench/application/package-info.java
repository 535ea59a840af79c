/** An application in the measured server, which sends mail; deployed there, and not run in the bench's process. */
package ee.qmail.bench.application;
