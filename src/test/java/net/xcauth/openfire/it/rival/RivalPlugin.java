package net.xcauth.openfire.it.rival;

import java.io.File;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;
import org.jivesoftware.util.JiveProperties;

/** Names its own provider, as such plugins do, and leaves it at that. */
public final class RivalPlugin implements Plugin {

    @Override
    public void initializePlugin(PluginManager manager, File pluginDirectory) {
        JiveProperties.getInstance().put("provider.auth.className", RivalAuthProvider.class.getName());
    }

    @Override
    public void destroyPlugin() {
        // Nothing that it would have to give back.
    }
}
