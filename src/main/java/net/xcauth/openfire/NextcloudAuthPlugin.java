package net.xcauth.openfire;

import java.io.File;
import net.xcauth.openfire.administration.Administrations;
import net.xcauth.openfire.console.AccountPages;
import net.xcauth.openfire.settings.ConsoleProperties;
import net.xcauth.openfire.settings.OpenfireProperties;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;
import org.jivesoftware.openfire.container.PluginMetadataHelper;
import org.jivesoftware.util.PropertyEventDispatcher;
import org.jspecify.annotations.Nullable;

/** The plugin "Nextcloud Authentication", as Openfire loads and unloads it. */
public final class NextcloudAuthPlugin implements Plugin {
    private @Nullable Loaded loaded;

    /**
     * The loaded plugin.
     *
     * @param folder the name of its folder, by which Openfire knows it
     * @param title  its name for people
     */
    private record Loaded(
            PluginManager manager, String folder, String title, PluginRuntime runtime, PropertyListener listener) {}

    @Override
    public synchronized void initializePlugin(PluginManager manager, File pluginDirectory) {
        String title = PluginMetadataHelper.getName(pluginDirectory.toPath());
        String version =
                PluginMetadataHelper.getVersion(pluginDirectory.toPath()).getVersionString();
        PluginRuntime runtime = new PluginRuntime(XMPPServer.getInstance(), version);
        PropertyListener listener = new PropertyListener(runtime::propertyChanged);
        loaded = new Loaded(manager, pluginDirectory.getName(), title, runtime, listener);
        OpenfireProperties.migrate();
        OpenfireProperties.protectSecrets();
        ConsoleProperties.register(title);
        PropertyEventDispatcher.addListener(listener);
        runtime.apply();
        Administrations.set(runtime);
        AccountPages.install();
    }

    @Override
    public synchronized void destroyPlugin() {
        AccountPages.remove();
        Administrations.clear();
        if (loaded == null) {
            return;
        }
        PropertyEventDispatcher.removeListener(loaded.listener);
        ConsoleProperties.remove(loaded.title);
        try {
            // The jar of a removed plugin is already deleted; it exists if another version takes over.
            loaded.runtime.stop(loaded.manager.isInstalled(loaded.folder));
        } finally {
            loaded = null;
            RecordTypes.release();
        }
    }
}
