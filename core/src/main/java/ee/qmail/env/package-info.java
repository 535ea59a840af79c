/**
 * Small things that every other package may use: settings of the environment ({@link ee.qmail.env.Env}), spellings of
 * domain names, time that does not jump, and loops that show a sign of life ({@link ee.qmail.env.Loop}). It knows no
 * other package.
 */
package ee.qmail.env;
