/**
 * What mail programs ask for to set themselves up, answered without a log-in: the autoconfig file of Thunderbird, the
 * autodiscover file of Outlook, and the DNS records that lead to both.
 */
package ee.qmail.web.autoconfig;
