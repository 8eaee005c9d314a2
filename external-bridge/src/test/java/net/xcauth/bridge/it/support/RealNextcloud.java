package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import net.xcauth.test.NextcloudServer;

/** A real Nextcloud, in which the account {@code svc-plain} may list the groups of which it is a member. */
public final class RealNextcloud implements LabNextcloud {
    /** The first release that lists a group's members for accounts that do not administer it. */
    private static final int FIRST_FOR_MEMBERS = 32;

    private final NextcloudServer server;
    private final int release;

    private RealNextcloud(NextcloudServer server) throws Exception {
        this.server = server;
        release = server.release();
    }

    /** The Nextcloud that the environment names, or a copy of it. Skips the test if it names none. */
    public static RealNextcloud launch() throws Exception {
        return started(NextcloudServer.launch());
    }

    /** A Nextcloud that the test may change. Skips the test if the environment names no release. */
    public static RealNextcloud launchOwn() throws Exception {
        return started(NextcloudServer.launchOwn());
    }

    private static RealNextcloud started(NextcloudServer server) throws Exception {
        try {
            RealNextcloud cloud = new RealNextcloud(server);
            if (cloud.isOurs() && cloud.release < FIRST_FOR_MEMBERS) {
                cloud.php("foreach ($groups->getUserGroups($users->get('svc-plain')) as $group) "
                        + "$groups->getSubAdmin()->createSubAdmin($users->get('svc-plain'), $group);");
            }
            return cloud;
        } catch (Throwable e) {
            try (server) {
                throw e;
            }
        }
    }

    public NextcloudServer server() {
        return server;
    }

    @Override
    public URI url() {
        return server.url();
    }

    @Override
    public int release() {
        return release;
    }

    @Override
    public boolean isOurs() {
        return server.isOurs();
    }

    @Override
    public String appPassword(String account) throws Exception {
        return server.appPassword(account);
    }

    @Override
    public String newAppPassword(String account) throws Exception {
        return server.newAppPasswordOfTheSettings(account);
    }

    @Override
    public void addAppPassword(String account, String appPassword) throws Exception {
        server.addAppPassword(account, appPassword);
    }

    @Override
    public void revokeAppPasswords(String account) throws Exception {
        server.revokeAppPasswords(account);
    }

    @Override
    public void addUser(String id, String displayName, String password) throws Exception {
        php("$users->createUser(%s, %s)->setDisplayName(%s);", id, password, displayName);
    }

    @Override
    public void setDisplayName(String id, String displayName) throws Exception {
        php("$users->get(%s)->setDisplayName(%s);", id, displayName);
    }

    @Override
    public void setPassword(String id, String password) throws Exception {
        php("$users->get(%s)->setPassword(%s);", id, password);
    }

    @Override
    public void disable(String id) throws Exception {
        php("$users->get(%s)->setEnabled(false);", id);
    }

    @Override
    public void delete(String id) throws Exception {
        php("$users->get(%s)->delete();", id);
    }

    /** Creates a group whose members {@code svc-plain} may list. */
    public void addGroup(String id, String displayName, String... members) throws Exception {
        String all = Arrays.stream(members).map(RealNextcloud::quoted).collect(Collectors.joining(", "));
        php(
                "$group = $groups->createGroup(%s); $group->setDisplayName(%s); foreach ([" + all.replace("%", "%%")
                        + ", 'svc-plain'] as $member) $group->addUser($users->get($member));"
                        + (release < FIRST_FOR_MEMBERS
                                ? "$groups->getSubAdmin()->createSubAdmin($users->get('svc-plain'), $group);"
                                : ""),
                id,
                displayName);
    }

    public void renameGroup(String id, String displayName) throws Exception {
        php("$groups->get(%s)->setDisplayName(%s);", id, displayName);
    }

    public void leaveGroup(String member, String id) throws Exception {
        php("$groups->get(%s)->removeUser($users->get(%s));", id, member);
    }

    @Override
    public void exemptThisMachine(boolean exempt) throws Exception {
        server.exemptThisMachine(exempt);
    }

    @Override
    public void failLogins(int times) throws Exception {
        server.failLogins(times);
    }

    @Override
    public void forgetFailures() throws Exception {
        server.forgetFailures();
    }

    @Override
    public void maintenance(boolean on) throws Exception {
        server.maintenance(on);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** @param values for each {@code %s} */
    private void php(String statement, String... values) throws Exception {
        server.php(statement.formatted(
                Arrays.stream(values).map(RealNextcloud::quoted).toArray()));
    }

    private static String quoted(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }
}
