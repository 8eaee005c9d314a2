package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A copy of an unpacked or installed Openfire, which sets itself up at its first start. */
final class InstalledOpenfire implements OpenfireProgram {
    /** Large folders that are only read. */
    private static final String LIB = "lib";

    private final Path original;

    InstalledOpenfire(Path original) {
        this.original = original.toAbsolutePath();
    }

    @Override
    public void setUp(Path home, OpenfireOptions options, OpenfirePorts ports)
            throws IOException, InterruptedException {
        for (String folder : List.of("conf", "plugins", "resources")) {
            copy(original.resolve(folder), home.resolve(folder));
        }
        Files.createSymbolicLink(home.resolve(LIB), original.resolve(LIB));
        DatabaseConfig database = options.database();
        Files.writeString(home.resolve("conf/openfire.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <jive>
                <locale>en</locale>
                %s%s%s</jive>
                """.formatted(
                        ports.xml(), setup(options.domain(), database), options.xml()));
        Files.writeString(home.resolve("conf/log4j2.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <Configuration shutdownHook="disable">
                  <Appenders>
                    <File name="all" fileName="%s">
                      <PatternLayout pattern="%%d{yyyy-MM-dd HH:mm:ss,SSS} %%-5p [%%t] %%c - %%m%%n"/>
                    </File>
                  </Appenders>
                  <Loggers>
                    <Logger name="org.eclipse.jetty" level="warn"/>
                    <!-- It warns of tables that the server looks for before it makes them. -->
                    <Logger name="org.mariadb.jdbc" level="error"/>
                    <Root level="info"><AppenderRef ref="all"/></Root>
                  </Loggers>
                </Configuration>
                """.formatted(home.resolve(OpenfireLog.FILE)));
        Map<String, String> properties = new TreeMap<>(ports.properties());
        properties.putAll(options.properties());
        Files.writeString(
                home.resolve("resources/database/openfire_" + database.kind().suffix() + ".sql"),
                "\n" + OpenfireTables.insert(properties)
                        // Otherwise a SIGKILL would lose the last second.
                        + (database.kind() == DatabaseConfig.Kind.HSQLDB ? "SET FILES WRITE DELAY FALSE;\n" : ""),
                StandardOpenOption.APPEND);
    }

    @Override
    public List<String> arguments(Path home) {
        return List.of(
                "-Dlog4j.configurationFile=" + home.resolve("conf/log4j2.xml"),
                "-Dlog4j2.formatMsgNoLookups=true",
                "-Dopenfire.lib.dir=" + home.resolve(LIB),
                "-Djava.security.properties=" + home.resolve("resources/security/java.security"),
                "-Djdk.tls.ephemeralDHKeySize=matched",
                "-Djsse.SSLEngine.acceptLargeFragments=true",
                "-jar",
                home.resolve(LIB).resolve("startup.jar").toString());
    }

    private static String setup(String domain, DatabaseConfig database) {
        boolean embedded = database.kind() == DatabaseConfig.Kind.HSQLDB;
        return """
                <connectionProvider><className>org.jivesoftware.database.%1$s</className></connectionProvider>
                <autosetup>
                <run>true</run>
                <locale>en</locale>
                <xmpp><domain>%2$s</domain><fqdn>%2$s</fqdn><socket><ssl><active>false</active></ssl></socket></xmpp>
                <encryption><algorithm>AES</algorithm></encryption>
                <database>%3$s</database>
                <admin><email>admin@%2$s</email><password>%4$s</password></admin>
                </autosetup>
                """.formatted(
                        embedded ? "EmbeddedConnectionProvider" : "DefaultConnectionProvider",
                        domain,
                        embedded ? "<mode>embedded</mode>" : standard(database),
                        OpenfireServer.ADMIN_PASSWORD);
    }

    private static String standard(DatabaseConfig database) {
        return """
                <mode>standard</mode><defaultProvider>
                <driver>%s</driver><serverURL>%s</serverURL><username>%s</username><password>%s</password>
                <minConnections>3</minConnections><maxConnections>25</maxConnections>
                <connectionTimeout>1.0</connectionTimeout>
                </defaultProvider>""".formatted(
                        database.driver(), database.url().replace("&", "&amp;"), database.user(), database.password());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            all.forEach(each -> copyOne(each, to.resolve(from.relativize(each).toString())));
        }
    }

    private static void copyOne(Path from, Path to) {
        try {
            if (Files.isDirectory(from)) {
                Files.createDirectories(to);
            } else {
                Files.copy(from, to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
