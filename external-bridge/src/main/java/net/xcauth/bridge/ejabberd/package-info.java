/** Pushes shared rosters to ejabberd, as its shared roster groups and vCards, and ends sessions there: through its HTTP API or ejabberdctl. */
@NullMarked
package net.xcauth.bridge.ejabberd;

import org.jspecify.annotations.NullMarked;
