package net.xcauth.openfire.it.support;

import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Eventually;

/** A demo cloud, and an Openfire with the plugin configured for it. */
public final class CloudServer implements AutoCloseable {
    public static final String SECRET = "not-very-secret";

    private final DemoCloud cloud;
    private final OpenfireServer openfire;

    private CloudServer(DemoCloud cloud, OpenfireServer openfire) {
        this.cloud = cloud;
        this.openfire = openfire;
    }

    public static CloudServer start() throws Exception {
        return start(OpenfireServer.create());
    }

    /** @param builder gets the plugin and its configuration added */
    public static CloudServer start(OpenfireServer.Builder builder) throws Exception {
        DemoCloud cloud = DemoCloud.start(DemoSettings.defaults().withSecret(SECRET));
        try {
            return new CloudServer(
                    cloud,
                    builder.plugin(OpenfireServer.PLUGIN_JAR)
                            .property("nextcloudauth.url", cloud.url().toString())
                            .property("nextcloudauth.secret", SECRET)
                            .start());
        } catch (Throwable e) {
            cloud.close();
            throw e;
        }
    }

    public DemoCloud cloud() {
        return cloud;
    }

    public OpenfireServer openfire() {
        return openfire;
    }

    /** Adds users to the cloud, whose display names are their capitalized ids, and who can {@link #login}. */
    public void addUsers(String... ids) {
        for (String id : ids) {
            cloud.accounts().addUser(id, Character.toUpperCase(id.charAt(0)) + id.substring(1), password(id));
        }
    }

    /** Adds cloud users to a group, which is created if necessary. */
    public void join(String group, String... ids) {
        for (String id : ids) {
            cloud.accounts().joinGroup(id, group);
        }
    }

    /** Logs in a user from {@link #addUsers} and sends presence, without which Openfire pushes nothing. */
    public XmppUser login(String id) throws Exception {
        XmppUser user = XmppUser.login(openfire, id, password(id));
        try {
            user.roundTrip();
            return user;
        } catch (Throwable e) {
            user.close();
            throw e;
        }
    }

    /** Waits until the cloud has received this number of further roster requests. */
    public void awaitRosterQuestions(int more) throws Exception {
        long wanted = cloud.requestCount("sharedroster") + more;
        Eventually.until("the cloud receives roster requests", () -> cloud.requestCount("sharedroster") >= wanted);
    }

    private static String password(String id) {
        return id + "'s";
    }

    @Override
    public void close() {
        try (cloud) {
            openfire.close();
        }
    }
}
