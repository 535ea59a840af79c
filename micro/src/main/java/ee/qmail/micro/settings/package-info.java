/**
 * All that can be wrong in the settings of a start ({@link ee.qmail.micro.settings.SettingsCheck}), found before a home is made or anything is started. No
 * sentence of it holds a password, nor an address that may hold one.
 */
package ee.qmail.micro.settings;
