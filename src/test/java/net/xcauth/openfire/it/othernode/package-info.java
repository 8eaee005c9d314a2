/** Brings what another node of a cluster would send; runs in the Openfire under test. */
package net.xcauth.openfire.it.othernode;
