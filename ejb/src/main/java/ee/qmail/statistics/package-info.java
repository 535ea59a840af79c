/**
 * The counts of {@link ee.qmail.meter.Meter} over time: kept in the database by the minute and by the hour, so that they survive a restart, and read for charts.
 */
package ee.qmail.statistics;
