/** Tables as spreadsheets read and write them (RFC 4180). */
package ee.qmail.csv;
