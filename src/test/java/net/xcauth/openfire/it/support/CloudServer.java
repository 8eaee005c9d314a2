package net.xcauth.openfire.it.support;

import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Settings;

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
            return new CloudServer(cloud, builder.plugin(OpenfireServer.PLUGIN_JAR)
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

    @Override
    public void close() {
        try (cloud) {
            openfire.close();
        }
    }
}
