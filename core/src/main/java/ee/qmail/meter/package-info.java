/**
 * Counts of events, for whoever watches this server: {@link ee.qmail.meter.Meter}.
 */
package ee.qmail.meter;
