/**
 * Messages for people, in English and translated: a {@link net.xcauth.core.text.Sentence} is a pattern with a key for translations,
 * and a {@link net.xcauth.core.text.Text} is such a sentence with its arguments.
 */
package net.xcauth.core.text;
