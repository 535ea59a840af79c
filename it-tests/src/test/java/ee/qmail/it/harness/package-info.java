/**
 * What the integration tests start, speak with and break: the server and its neighbours as processes, clients, a browser,
 * a debugger, disks that fail, load. The tests themselves stand one package above.
 */
package ee.qmail.it.harness;
