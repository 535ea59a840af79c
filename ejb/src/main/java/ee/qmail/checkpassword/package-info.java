/**
 * checkpassword: passwords are hashed, checked and, when their hash is of an older kind, hashed anew.
 */
package ee.qmail.checkpassword;
