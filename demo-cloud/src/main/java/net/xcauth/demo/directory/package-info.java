/** The users and groups of the demo cloud, as its APIs see them. */
package net.xcauth.demo.directory;
