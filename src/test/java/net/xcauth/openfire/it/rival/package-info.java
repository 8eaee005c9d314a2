/** Another plugin that wants to be the one who lets users in; runs in the Openfire under test. */
package net.xcauth.openfire.it.rival;
