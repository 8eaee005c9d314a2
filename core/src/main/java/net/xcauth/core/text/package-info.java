/** What is said to people. */
package net.xcauth.core.text;
