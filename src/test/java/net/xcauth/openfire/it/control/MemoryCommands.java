package net.xcauth.openfire.it.control;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.container.PluginManager;

/** Commands about threads, and about class loaders that must be collected. */
final class MemoryCommands {
    private MemoryCommands() {}

    static void addTo(Map<String, ControlCommand> commands, PluginManager manager) {
        Map<String, WeakReference<ClassLoader>> watched = new ConcurrentHashMap<>();
        commands.put("loader-watch", arguments -> {
            watched.put(arguments.get(0), new WeakReference<>(PluginCommands.loader(manager, arguments.get(0))));
            return Rows.none();
        });
        commands.put("loader-is-gone", arguments -> {
            System.gc();
            return Rows.one(watched.get(arguments.get(0)).refersTo(null));
        });
        // Those whose name or class loader matches; neither is kept.
        commands.put("threads", arguments -> {
            Pattern pattern = Pattern.compile(arguments.get(0));
            return Rows.of(
                    Thread.getAllStackTraces().keySet().stream()
                            .map(thread -> Rows.row(thread.getName(), loader(manager, thread)))
                            .filter(row -> row.stream()
                                    .anyMatch(field -> pattern.matcher(field).find()))
                            .toList(),
                    row -> row);
        });
        commands.put(
                "stack",
                arguments -> Rows.of(Thread.getAllStackTraces().entrySet().stream()
                        .filter(entry -> entry.getKey().getName().equals(arguments.get(0)))
                        .flatMap(entry -> Stream.of(entry.getValue()))
                        .toList()));
        commands.put("memory-used", arguments -> {
            System.gc();
            return Rows.one(
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        });
    }

    /** {@code server}, {@code plugin NAME}, or the class of another one, with {@code unloaded} for a plugin's. */
    private static String loader(PluginManager manager, Thread thread) {
        ClassLoader loader = thread.getContextClassLoader();
        if (loader == null || loader == XMPPServer.class.getClassLoader()) {
            return "server";
        }
        return manager.getPlugins().stream()
                .filter(plugin -> manager.getPluginClassloader(plugin) == loader)
                .map(plugin -> "plugin " + manager.getCanonicalName(plugin))
                .findAny()
                .orElse(
                        loader.getClass().getSimpleName().equals("PluginClassLoader")
                                ? "plugin, unloaded"
                                : loader.getClass().getName());
    }
}
