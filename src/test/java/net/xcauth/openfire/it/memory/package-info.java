/** Takes what is kept of a plugin only until the next one comes; runs in the Openfire under test. */
package net.xcauth.openfire.it.memory;
