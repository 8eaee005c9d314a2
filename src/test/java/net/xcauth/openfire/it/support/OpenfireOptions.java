package net.xcauth.openfire.it.support;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to set up an Openfire.
 *
 * @param domain     its XMPP domain
 * @param database   where it keeps its data
 * @param plugins    jars
 * @param properties system properties, in its database from the start
 * @param xml        further elements of {@code openfire.xml}
 * @param java       options for its Java
 */
record OpenfireOptions(
        String domain,
        OpenfireDatabase database,
        List<Path> plugins,
        Map<String, String> properties,
        String xml,
        List<String> java) {}
