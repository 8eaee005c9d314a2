package net.xcauth.openfire.settings;

import java.lang.reflect.InvocationTargetException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugin's properties on the console's page "System Properties" of Openfire 5, with descriptions and defaults. Openfire
 * 4.2, for which the plugin is compiled, does not have the class.
 */
public final class ConsoleProperties {
    private static final Logger log = LoggerFactory.getLogger(ConsoleProperties.class);
    private static final String SYSTEM_PROPERTY = "org.jivesoftware.util.SystemProperty";

    private ConsoleProperties() {}

    /**
     * Registers all properties.
     *
     * @param plugin the plugin's name, which also names the file with the descriptions
     */
    public static void register(String plugin) {
        perform(() -> {
            forget(plugin);
            for (Setting setting : Setting.values()) {
                register(setting, plugin);
            }
        });
    }

    /** Removes them. */
    public static void remove(String plugin) {
        perform(() -> forget(plugin));
    }

    /** Something of which not every Openfire has all methods. */
    @FunctionalInterface
    private interface Task {
        void run() throws ReflectiveOperationException;
    }

    private static void perform(Task task) {
        try {
            task.run();
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            log.debug(
                    "This Openfire does not describe properties on its page \"System Properties\": {}", e.getMessage());
        } catch (InvocationTargetException e) {
            log.warn(
                    "The plugin's properties appear without descriptions on the page \"System Properties\"",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            log.warn("The plugin's properties appear without descriptions on the page \"System Properties\"", e);
        }
    }

    private static void forget(String plugin) throws ReflectiveOperationException {
        Class.forName(SYSTEM_PROPERTY)
                .getMethod("removePropertiesForPlugin", String.class)
                .invoke(null, plugin);
    }

    private static void register(Setting setting, String plugin) throws ReflectiveOperationException {
        Class<?> builders = Class.forName(SYSTEM_PROPERTY + "$Builder");
        Object builder = builders.getMethod("ofType", Class.class).invoke(null, String.class);
        builders.getMethod("setKey", String.class).invoke(builder, setting.property());
        builders.getMethod("setPlugin", String.class).invoke(builder, plugin);
        builders.getMethod("setDefaultValue", Object.class)
                .invoke(
                        builder,
                        Stream.of(setting.standard())
                                .filter(text -> !text.isEmpty())
                                .findAny()
                                .orElse(null));
        builders.getMethod("setDynamic", boolean.class).invoke(builder, true);
        builders.getMethod("setEncrypted", boolean.class).invoke(builder, setting.secret());
        builders.getMethod("build").invoke(builder);
    }
}
