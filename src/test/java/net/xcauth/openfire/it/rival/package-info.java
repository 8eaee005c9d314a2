/** Another plugin that serves logins, inside the Openfire under test. */
package net.xcauth.openfire.it.rival;
