package net.xcauth.openfire.it.support;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The setup of an Openfire.
 *
 * @param domain     the XMPP domain
 * @param database   the database
 * @param plugins    the jars of plugins
 * @param properties system properties, in the database from the start
 * @param xml        further elements of {@code openfire.xml}
 * @param java       options for the JVM
 */
record OpenfireOptions(
        String domain,
        DatabaseConfig database,
        List<Path> plugins,
        Map<String, String> properties,
        String xml,
        List<String> java) {}
