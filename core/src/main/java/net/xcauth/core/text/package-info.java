/**
 * What is said to people: in English, and in other languages where somebody has translated it.
 * {@link net.xcauth.core.text.Sentence} is what there is to say, {@link net.xcauth.core.text.Text} what is said.
 */
package net.xcauth.core.text;
