package net.xcauth.openfire.provider;

import org.jivesoftware.openfire.auth.AuthProvider;
import org.jivesoftware.openfire.group.GroupProvider;
import org.jivesoftware.openfire.user.UserProvider;
import org.jivesoftware.openfire.vcard.VCardProvider;

/**
 * The providers that the plugin's stand in front of: they go on to serve local users and local groups.
 *
 * @param auth  who may log in
 * @param user  who exists
 * @param group who is in which group
 * @param vcard what users say of themselves
 */
public record FormerProviders(AuthProvider auth, UserProvider user, GroupProvider group, VCardProvider vcard) {}
