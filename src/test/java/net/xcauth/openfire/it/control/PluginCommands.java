package net.xcauth.openfire.it.control;

import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jivesoftware.openfire.auth.AuthFactory;
import org.jivesoftware.openfire.container.AdminConsolePlugin;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginListener;
import org.jivesoftware.openfire.container.PluginManager;
import org.jivesoftware.openfire.container.PluginMonitor;
import org.jivesoftware.openfire.group.GroupManager;
import org.jivesoftware.openfire.user.UserManager;
import org.jivesoftware.openfire.vcard.VCardManager;

/** Commands about plugins, by their canonical names, and about the active providers. */
final class PluginCommands {
    private PluginCommands() {}

    static void addTo(Map<String, ControlCommand> commands, PluginManager manager) {
        commands.put(
                "plugins",
                arguments -> Rows.of(manager.getPlugins(), plugin -> Rows.row(manager.getCanonicalName(plugin))));
        // Returns only whether it could be started; it runs on another thread.
        commands.put("plugin-reload", arguments -> Rows.one(manager.reloadPlugin(arguments.get(0))));
        // The server deletes the jar, and unloads what it is of.
        commands.put("plugin-delete", arguments -> {
            manager.deletePlugin(arguments.get(0));
            return Rows.none();
        });
        commands.put("plugin-install", arguments -> {
            Path jar = Path.of(arguments.get(0));
            try (InputStream in = Files.newInputStream(jar)) {
                return Rows.one(manager.installPlugin(in, jar.getFileName().toString()));
            }
        });
        // As the server does every twenty seconds.
        commands.put("plugins-look", arguments -> {
            Field monitor = PluginManager.class.getDeclaredField("pluginMonitor");
            monitor.setAccessible(true);
            ((PluginMonitor) monitor.get(manager)).runNow(true);
            return Rows.none();
        });
        Map<String, Integer> loads = new ConcurrentHashMap<>();
        manager.addPluginListener(new PluginListener() {
            @Override
            public void pluginCreated(String name, Plugin plugin) {
                loads.merge(name, 1, Integer::sum);
            }

            @Override
            public void pluginDestroyed(String name, Plugin plugin) {}
        });
        // How often a plugin has been loaded and initialized since this one was.
        commands.put("plugin-loads", arguments -> Rows.one(loads.getOrDefault(arguments.get(0), 0)));
        // Like after a change of its certificate.
        commands.put("console-restart", arguments -> {
            ((AdminConsolePlugin) find(manager, "admin").orElseThrow()).restart();
            return Rows.none();
        });
        commands.put(
                "providers",
                arguments -> Rows.of(
                        providers(), provider -> Rows.row(provider.getClass().getName(), owner(manager, provider))));
    }

    /** @throws NoSuchElementException if the plugin is not loaded */
    static ClassLoader loader(PluginManager manager, String name) {
        return manager.getPluginClassloader(find(manager, name).orElseThrow());
    }

    /** Openfire 4.2's method for this is not in Openfire 5. */
    private static Optional<Plugin> find(PluginManager manager, String name) {
        return manager.getPlugins().stream()
                .filter(plugin -> name.equals(manager.getCanonicalName(plugin)))
                .findAny();
    }

    @SuppressWarnings("deprecation")
    private static List<Object> providers() {
        return List.of(
                AuthFactory.getAuthProvider(),
                UserManager.getUserProvider(),
                GroupManager.getInstance().getProvider(),
                VCardManager.getProvider());
    }

    /** The loaded plugin that has this class. */
    private static String owner(PluginManager manager, Object provider) {
        ClassLoader loader = provider.getClass().getClassLoader();
        if (loader == PluginManager.class.getClassLoader()) {
            return "server";
        }
        return manager.getPlugins().stream()
                .filter(plugin -> manager.getPluginClassloader(plugin) == loader)
                .findAny()
                .map(manager::getCanonicalName)
                .orElse("unloaded");
    }
}
