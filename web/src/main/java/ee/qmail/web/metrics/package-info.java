/**
 * What monitoring reads: counters and states of this server in the format of Prometheus and OpenMetrics, by Micrometer.
 */
package ee.qmail.web.metrics;
