package net.xcauth.test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A real OpenLDAP server with people identified by uid, deleted by {@link #close()}. */
public final class LdapServer implements AutoCloseable {
    static final String BASE = "dc=example,dc=org";

    private static final String RECIPE = "apt-get install slapd ldap-utils";
    private static final String ADMINISTRATOR = "cn=root," + BASE;
    private static final String PASSWORD = "Root-secret-1";

    private final String slapd;
    private final int port = Ports.free();
    private final TempFolder folder = new TempFolder("ldap");
    private Optional<ManagedProcess> process = Optional.empty();

    private LdapServer(String slapd) throws IOException {
        this.slapd = slapd;
    }

    /**
     * Starts a server; skips the test if OpenLDAP is not installed.
     *
     * @param passwords by uid
     */
    public static LdapServer launch(Map<String, String> passwords) throws Exception {
        LdapServer server = new LdapServer(Installed.require("slapd", RECIPE));
        try {
            server.install(passwords);
            server.start();
            return server;
        } catch (Throwable e) {
            try (server) {
                throw e;
            }
        }
    }

    int port() {
        return port;
    }

    /** Restarts the server after {@link #stop()} with the same data on the same port. */
    public void start() throws Exception {
        ManagedProcess started = ManagedProcess.start(new ProcessBuilder(
                slapd, "-f", folder.resolve("slapd.conf").toString(), "-h", "ldap://127.0.0.1:" + port, "-d", "none"));
        process = Optional.of(started);
        started.awaitLines(1, Pattern.compile("slapd starting"));
    }

    /** Stops the server, so that connections are refused. */
    public void stop() {
        process.ifPresent(ManagedProcess::close);
        process = Optional.empty();
    }

    /** Makes the server hang: it keeps and accepts connections, but does not answer. */
    public void pause() throws Exception {
        process.orElseThrow().signal("STOP");
    }

    /** Continues after {@link #pause()}. */
    public void resume() throws Exception {
        process.orElseThrow().signal("CONT");
    }

    /** Applies changes in LDIF. */
    public void change(String ldif) throws Exception {
        try (Input changes = Input.of(ldif)) {
            Command.run(changes.into(new ProcessBuilder(
                            Installed.require("ldapmodify", RECIPE),
                            "-x",
                            "-H",
                            "ldap://127.0.0.1:" + port,
                            "-D",
                            ADMINISTRATOR,
                            "-w",
                            PASSWORD)))
                    .requireSuccess();
        }
    }

    @Override
    public void close() throws IOException {
        try (folder) {
            stop();
        }
    }

    private void install(Map<String, String> passwords) throws Exception {
        folder.folder("database");
        folder.write("slapd.conf", """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                database mdb
                maxsize 16777216
                suffix "%1$s"
                rootdn "%2$s"
                rootpw %3$s
                directory %4$s
                """.formatted(BASE, ADMINISTRATOR, PASSWORD, folder.resolve("database")));
        folder.write(
                "people.ldif",
                """
                dn: %1$s
                objectClass: dcObject
                objectClass: organization
                dc: example
                o: Example

                dn: ou=people,%1$s
                objectClass: organizationalUnit
                ou: people

                """.formatted(BASE)
                        + new TreeMap<>(passwords)
                                .entrySet().stream().map(LdapServer::person).collect(Collectors.joining()));
        Command.run(new ProcessBuilder(List.of(
                        Installed.require("slapadd", RECIPE),
                        "-f",
                        folder.resolve("slapd.conf").toString(),
                        "-l",
                        folder.resolve("people.ldif").toString())))
                .requireSuccess();
    }

    private static String person(Entry<String, String> passwordOfUid) {
        return """
                dn: uid=%1$s,ou=people,%3$s
                objectClass: inetOrgPerson
                uid: %1$s
                cn: %1$s
                sn: LDAP
                displayName: %1$s of LDAP
                mail: %1$s@ldap.example.org
                userPassword: %2$s

                """.formatted(passwordOfUid.getKey(), passwordOfUid.getValue(), BASE);
    }
}
