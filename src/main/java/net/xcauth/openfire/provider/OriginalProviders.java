package net.xcauth.openfire.provider;

import org.jivesoftware.openfire.auth.AuthProvider;
import org.jivesoftware.openfire.group.GroupProvider;
import org.jivesoftware.openfire.user.UserProvider;
import org.jivesoftware.openfire.vcard.VCardProvider;

/**
 * The providers that would serve without the plugin. They still serve local users and local groups, and store all
 * vCards.
 */
public record OriginalProviders(AuthProvider auth, UserProvider user, GroupProvider group, VCardProvider vcard) {}
