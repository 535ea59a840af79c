/**
 * Work that is done again and again: a {@link ee.qmail.loop.Loop} that survives any {@code Throwable} and shows a sign of
 * life, and time that does not jump ({@link ee.qmail.loop.SteadyClock}). It knows no other package.
 */
package ee.qmail.loop;
