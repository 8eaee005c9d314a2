package net.xcauth.openfire.it.control;

import java.util.Locale;
import java.util.Map;
import org.jivesoftware.util.JiveGlobals;
import org.jivesoftware.util.JiveProperties;
import org.jivesoftware.util.PropertyClusterEventTask;

/** System properties. */
final class PropertyCommands {
    private PropertyCommands() {}

    static void addTo(Map<String, ControlCommand> commands) {
        commands.put("property-get", arguments -> Rows.ofNullable(JiveGlobals.getProperty(arguments.get(0))));
        commands.put("property-is-encrypted", arguments -> Rows.one(JiveGlobals.isPropertyEncrypted(arguments.get(0))));
        commands.put("property-set", arguments -> {
            JiveProperties.getInstance().put(arguments.get(0), arguments.get(1), false);
            return Rows.none();
        });
        commands.put("property-set-encrypted", arguments -> {
            JiveProperties.getInstance().put(arguments.get(0), arguments.get(1), true);
            return Rows.none();
        });
        commands.put("property-delete", arguments -> {
            JiveProperties.getInstance().remove(arguments.get(0));
            return Rows.none();
        });
        commands.put("xml-property-set", arguments -> {
            // In Openfire 5 it has a return value.
            JiveGlobals.class
                    .getMethod("setXMLProperty", String.class, String.class)
                    .invoke(null, arguments.get(0), arguments.get(1));
            return Rows.none();
        });
        commands.put("locale-set", arguments -> {
            JiveGlobals.setLocale(Locale.forLanguageTag(arguments.get(0)));
            return Rows.none();
        });
        // The same as a cluster node does when another one has changed a property.
        commands.put("property-set-elsewhere", arguments -> {
            PropertyClusterEventTask.createPutTask(arguments.get(0), arguments.get(1), false)
                    .run();
            return Rows.none();
        });
        commands.put("property-delete-elsewhere", arguments -> {
            PropertyClusterEventTask.createDeleteTask(arguments.get(0)).run();
            return Rows.none();
        });
    }
}
