package net.xcauth.core.roster;

/**
 * What a group is called.
 *
 * @param id   names it in the XMPP server and the store: as the cloud does where that is possible, and otherwise
 *             made unique, so that no two groups of the cloud are ever mixed up
 * @param text what people read
 */
public record GroupName(String id, String text) {}
