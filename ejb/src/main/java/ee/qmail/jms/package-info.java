/**
 * The queue as JMS messages: the form of jobs, tickets and events, the {@link ee.qmail.jms.JmsSender} that stores a unit of
 * them, whole or not at all, and what differs between providers ({@code JmsProvider}).
 */
package ee.qmail.jms;
