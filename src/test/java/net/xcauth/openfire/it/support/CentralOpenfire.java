package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The newest Openfire on Maven Central, assembled from its jars, without web pages except those of plugins. */
final class CentralOpenfire implements OpenfireProgram {
    /** The console's own pages about a user or a group. */
    private static final String[] ENTRY_PAGES = {
        "/user-password.jsp",
        "/user-delete.jsp",
        "/user-edit-form.jsp",
        "/user-summary.jsp",
        "/user-properties.jsp",
        "/group-edit.jsp",
        "/group-delete.jsp"
    };

    private static final Path LIB =
            Path.of(System.getProperty("openfire.lib", "target/openfire/lib")).toAbsolutePath();

    @Override
    public void setUp(Path home, OpenfireOptions options, OpenfirePorts ports)
            throws IOException, InterruptedException {
        DatabaseConfig database = options.database().throughMysqlDriver();
        write(home.resolve("conf/openfire.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <jive>
                <setup>true</setup>
                <locale>en</locale>
                %s%s%s</jive>
                """.formatted(ports.xml(), connection(database), options.xml()));
        write(home.resolve("conf/security.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <security><encrypt><algorithm>AES</algorithm></encrypt></security>
                """);
        write(home.resolve("conf/log4j.properties"), """
                log4j.rootLogger=INFO, all
                log4j.logger.org.eclipse.jetty=WARN
                # It warns of what Openfire does with every statement.
                log4j.logger.org.logicalcobwebs.proxool=ERROR
                log4j.appender.all=org.apache.log4j.FileAppender
                log4j.appender.all.File=%s
                log4j.appender.all.layout=org.apache.log4j.PatternLayout
                log4j.appender.all.layout.ConversionPattern=%%d{ISO8601} %%-5p [%%t] %%c - %%m%%n
                """.formatted(home.resolve(OpenfireLog.FILE)));
        Map<String, String> properties = new TreeMap<>(ports.properties());
        properties.put("xmpp.domain", options.domain());
        properties.put("xmpp.fqdn", options.domain());
        properties.putAll(options.properties());
        write(
                home.resolve("resources/database/openfire_" + database.kind().suffix() + ".sql"),
                OpenfireTables.script(database.kind())
                        + OpenfireTables.insert(properties)
                        // Otherwise a SIGKILL would lose the last second.
                        + (database.kind() == DatabaseConfig.Kind.HSQLDB ? "SET FILES WRITE DELAY FALSE;\n" : ""));
        Keystores.of(options.domain()).writeTo(home.resolve("resources/security"));
        writeConsole(home.resolve("plugins/admin"));
        Jars.writeStarter(home.resolve("starter.jar"));
    }

    @Override
    public List<String> arguments(Path home) {
        return List.of(
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-Dlog4j.configuration=" + home.resolve("conf/log4j.properties").toUri(),
                "-cp",
                home.resolve("starter.jar") + ":" + LIB + "/*",
                Jars.starterClass());
    }

    /** Without a plugin of this name, the server takes another one for its console and loads it twice. */
    private static void writeConsole(Path folder) throws IOException {
        write(folder.resolve("plugin.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <plugin>
                  <class>org.jivesoftware.openfire.container.AdminConsolePlugin</class>
                  <name>Admin</name>
                  <version>4.2.0</version>
                </plugin>
                """);
        // As in the real console, only administrators see a plugin's pages.
        write(folder.resolve("webapp/WEB-INF/web.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="http://xmlns.jcp.org/xml/ns/javaee" version="3.1">
                  <session-config><cookie-config><http-only>true</http-only></cookie-config></session-config>
                  <filter>
                    <filter-name>AuthCheck</filter-name>
                    <filter-class>org.jivesoftware.admin.AuthCheckFilter</filter-class>
                    <init-param>
                      <param-name>excludes</param-name>
                      <param-value>login.jsp,index.jsp?logout=true,setup/index.jsp,setup/setup-*,.gif,.png</param-value>
                    </init-param>
                  </filter>
                  <filter-mapping>
                    <filter-name>AuthCheck</filter-name>
                    <url-pattern>*.jsp</url-pattern>
                  </filter-mapping>
                  <filter-mapping>
                    <filter-name>AuthCheck</filter-name>
                    <url-pattern>/plugins/*</url-pattern>
                  </filter-mapping>
                  <filter>
                    <filter-name>PluginFilter</filter-name>
                    <filter-class>org.jivesoftware.admin.PluginFilter</filter-class>
                  </filter>
                  <filter-mapping>
                    <filter-name>PluginFilter</filter-name>
                    <url-pattern>*.jsp</url-pattern>
                  </filter-mapping>
                %s</web-app>
                """.formatted(
                        servlet("org.jivesoftware.openfire.container.PluginServlet", "/plugins/*")
                                + servlet(Jars.CONSOLE + ".LoginServlet", "/login.jsp")
                                + servlet(Jars.CONSOLE + ".IndexServlet", "/index.jsp")
                                + servlet(Jars.CONSOLE + ".EntryServlet", ENTRY_PAGES)));
    }

    private static String servlet(String className, String... urls) {
        return """
                  <servlet>
                    <servlet-name>%1$s</servlet-name><servlet-class>%1$s</servlet-class>
                    <load-on-startup>1</load-on-startup>
                  </servlet>
                  <servlet-mapping><servlet-name>%1$s</servlet-name>%2$s</servlet-mapping>
                """.formatted(
                className,
                Stream.of(urls).map("<url-pattern>%s</url-pattern>"::formatted).collect(Collectors.joining()));
    }

    private static String connection(DatabaseConfig database) {
        if (database.kind() == DatabaseConfig.Kind.HSQLDB) {
            return "<connectionProvider><className>org.jivesoftware.database.EmbeddedConnectionProvider"
                    + "</className></connectionProvider>\n";
        }
        return """
                <connectionProvider><className>org.jivesoftware.database.DefaultConnectionProvider</className></connectionProvider>
                <database><defaultProvider>
                <driver>%s</driver><serverURL>%s</serverURL><username>%s</username><password>%s</password>
                <testSQL>select 1</testSQL>
                <minConnections>3</minConnections><maxConnections>25</maxConnections>
                </defaultProvider></database>
                """.formatted(
                        database.driver(), database.url().replace("&", "&amp;"), database.user(), database.password());
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
