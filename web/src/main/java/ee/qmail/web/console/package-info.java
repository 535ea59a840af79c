/**
 * The console: one bean per page, made anew for each request, and the rows it shows. Pages keep no state on the
 * server; what they are about is in their address and in their forms.
 */
package ee.qmail.web.console;
