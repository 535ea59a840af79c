/**
 * The languages of the console: which one a browser gets, and the texts in it, also of large numbers. All texts are in the bundles {@code console.properties} (English) and
 * {@code console_XX.properties} beside this package; what the parts of the server say is in those of {@link ee.qmail.text.Sentence}.
 */
package ee.qmail.web.language;
