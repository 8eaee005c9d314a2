package net.xcauth.openfire.it.support;

import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Settings;
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

    /** @param builder to which the plugin and its configuration are added */
    public static CloudServer start(OpenfireServer.Builder builder) throws Exception {
        DemoCloud cloud = DemoCloud.start(Settings.defaults().withSecret(SECRET));
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

    /** Adds users to the cloud, who are displayed as their ids with a capital, and can {@link #login}. */
    public void addUsers(String... ids) {
        for (String id : ids) {
            cloud.accounts().addUser(id, Character.toUpperCase(id.charAt(0)) + id.substring(1), password(id));
        }
    }

    /** Makes users of the cloud members of a group, which need not be there before. */
    public void join(String group, String... ids) {
        for (String id : ids) {
            cloud.accounts().joinGroup(id, group);
        }
    }

    /** Logs in a user who was added by {@link #addUsers}, and has said to be present. Openfire pushes to no other. */
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

    /** Waits until the cloud has been asked for so many more rosters. */
    public void awaitRosterQuestions(int more) throws Exception {
        long wanted = cloud.requestCount("sharedroster") + more;
        Eventually.until("rosters are asked for", () -> cloud.requestCount("sharedroster") >= wanted);
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
