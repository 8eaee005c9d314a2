package net.xcauth.core.cloud;

import java.util.Optional;

/** The configured clouds by XMPP domain. Thread-safe. */
public interface Endpoints {

    /** The cloud of this XMPP domain; empty if none is configured for it. */
    Optional<Endpoint> forDomain(String xmppDomain);
}
