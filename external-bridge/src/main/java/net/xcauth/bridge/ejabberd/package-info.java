/** Pushes shared rosters to ejabberd as shared roster groups and vCards, and ends sessions, by API or ejabberdctl. */
@NullMarked
package net.xcauth.bridge.ejabberd;

import org.jspecify.annotations.NullMarked;
