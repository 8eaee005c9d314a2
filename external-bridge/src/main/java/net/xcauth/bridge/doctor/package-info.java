/** Finds out why things do not work, step by step, and says what to do. */
package net.xcauth.bridge.doctor;
