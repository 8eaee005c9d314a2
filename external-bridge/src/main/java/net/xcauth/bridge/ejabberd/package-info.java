/** Shared roster groups and full names in ejabberd, over its API or its control program. */
package net.xcauth.bridge.ejabberd;
