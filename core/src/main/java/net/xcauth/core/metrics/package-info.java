/** What is counted and timed, and whether the clouds answer: for those who watch over an installation. */
package net.xcauth.core.metrics;
