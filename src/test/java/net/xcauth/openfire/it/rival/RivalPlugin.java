package net.xcauth.openfire.it.rival;

import java.io.File;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;
import org.jivesoftware.util.JiveProperties;

/** Sets its own provider, as such plugins do, and never restores another. */
public final class RivalPlugin implements Plugin {

    @Override
    public void initializePlugin(PluginManager manager, File pluginDirectory) {
        JiveProperties.getInstance().put("provider.auth.className", RivalAuthProvider.class.getName());
    }

    @Override
    public void destroyPlugin() {
        // Nothing to restore.
    }
}
