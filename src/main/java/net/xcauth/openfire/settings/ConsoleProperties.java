package net.xcauth.openfire.settings;

import java.lang.reflect.InvocationTargetException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes the plugin's properties on Openfire 5's page "System Properties". By reflection, since Openfire 4.2,
 * against which the plugin is compiled, does not have the class.
 */
public final class ConsoleProperties {
    private static final Logger log = LoggerFactory.getLogger(ConsoleProperties.class);
    private static final String SYSTEM_PROPERTY = "org.jivesoftware.util.SystemProperty";

    private ConsoleProperties() {}

    /**
     * Registers all properties.
     *
     * @param plugin the plugin's name, by which Openfire finds the file with the descriptions
     */
    public static void register(String plugin) {
        perform(() -> {
            forget(plugin);
            for (Setting setting : Setting.values()) {
                register(setting, plugin);
            }
        });
    }

    /** Undoes {@link #register}. */
    public static void remove(String plugin) {
        perform(() -> forget(plugin));
    }

    /** Calls of methods that not every Openfire has. */
    @FunctionalInterface
    private interface Task {
        void run() throws ReflectiveOperationException;
    }

    private static void perform(Task task) {
        try {
            task.run();
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            log.debug("This Openfire has no descriptions on its page \"System Properties\": {}", e.getMessage());
        } catch (InvocationTargetException e) {
            log.warn("The page \"System Properties\" shows the plugin's properties without descriptions", e.getCause());
        } catch (ReflectiveOperationException e) {
            log.warn("The page \"System Properties\" shows the plugin's properties without descriptions", e);
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
                        Stream.of(setting.defaultValue())
                                .filter(text -> !text.isEmpty())
                                .findAny()
                                .orElse(null));
        builders.getMethod("setDynamic", boolean.class).invoke(builder, true);
        builders.getMethod("setEncrypted", boolean.class).invoke(builder, setting.secret());
        builders.getMethod("build").invoke(builder);
    }
}
