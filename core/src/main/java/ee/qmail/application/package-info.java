/**
 * The contract for mail that goes to and comes from applications. Local delivery finds the beans of applications, which
 * the adapter has activated, in {@link ee.qmail.application.MailConsumers}; the adapter's outbound connections hand
 * mail to a {@link ee.qmail.application.MailSink}.
 *
 * <p>Registries are static, since two archives share nothing else. Safe for use by several threads.
 */
package ee.qmail.application;
