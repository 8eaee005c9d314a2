/**
 * Messages for people, in English and translated: a {@link net.xcauth.core.text.Sentence} is a pattern with a key for
 * translations, and a {@link net.xcauth.core.text.Text} is such a sentence with its arguments.
 */
@NullMarked
package net.xcauth.core.text;

import org.jspecify.annotations.NullMarked;
