/** What administrators can see and do, for the console's pages. */
package net.xcauth.openfire.administration;
