/** Changes of control files by people: {@link ee.qmail.settings.SettingChanges}. */
package ee.qmail.settings;
