/**
 * The contract for mail that goes to and comes from applications. Local delivery finds the beans of applications,
 * which the adapter has activated, in {@link ee.qmail.application.MailConsumers}; the adapter's outbound connections
 * find the queue in {@link ee.qmail.application.MailSinks}.
 *
 * <p>Both registries are static, since two archives have nothing else in common. Safe for use by several threads.
 */
package ee.qmail.application;
