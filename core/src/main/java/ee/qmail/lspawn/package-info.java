/**
 * qmail-lspawn's table {@code users/assign}: which user a local address belongs to (SP). It parses the file and reads
 * it again after a change; {@code LocalUserSearch} in the module of the beans asks it.
 */
package ee.qmail.lspawn;
