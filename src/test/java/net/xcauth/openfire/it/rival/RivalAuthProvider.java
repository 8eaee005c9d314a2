package net.xcauth.openfire.it.rival;

import org.jivesoftware.openfire.auth.DefaultAuthProvider;

/** Openfire's own provider, under another name. */
public final class RivalAuthProvider extends DefaultAuthProvider {}
