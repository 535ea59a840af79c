/**
 * {@code bin/qmail}: the tools of qmail and vpopmail under their own names, over the REST API; applications
 * by files of the home. Exit codes are qmail's: 0 done,
 * 100 it cannot be done, 111 try again later.
 */
package ee.qmail.cli;
