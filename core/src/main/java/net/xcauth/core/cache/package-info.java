/** What is remembered of the cloud's answers: passwords it accepted, users it knows. */
package net.xcauth.core.cache;
