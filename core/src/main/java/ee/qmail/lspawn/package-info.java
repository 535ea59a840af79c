/** qmail-lspawn: whose mail a local address is (SP). */
package ee.qmail.lspawn;
