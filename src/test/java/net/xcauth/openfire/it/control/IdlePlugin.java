package net.xcauth.openfire.it.control;

import java.io.File;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;

/** Does nothing: what happens with it is the server's doing. */
public final class IdlePlugin implements Plugin {
    @Override
    public void initializePlugin(PluginManager manager, File pluginDirectory) {}

    @Override
    public void destroyPlugin() {}
}
