/** The SASL mechanism PLAIN, with temporary failures while the cloud cannot tell or the plugin is replaced. */
@NullMarked
package net.xcauth.openfire.sasl;

import org.jspecify.annotations.NullMarked;
