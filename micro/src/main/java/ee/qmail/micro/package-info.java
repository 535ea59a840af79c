/**
 * The main program of the runnable jar: it prepares the home, starts Payara Micro inside, deploys adapters, beans and
 * console in their order, watches the applications beside them, and ends the process with 111 and one line where that fails. It may know every module; no
 * module knows it.
 */
package ee.qmail.micro;
