package net.xcauth.openfire.it.memory;

import java.io.File;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;

/**
 * Uses a record. Java 17 keeps the class for whose records it has made {@code equals} and its like last (JDK-8078641),
 * and with it that class' loader, until they are made for another one.
 */
public final class RecordPlugin implements Plugin {

    private record Link(Link next) {
    }

    @Override
    public void initializePlugin(PluginManager manager, File pluginDirectory) {
        Link link = new Link(new Link(null));
        if (!link.equals(new Link(new Link(null))) || link.hashCode() == -1 || link.toString().isEmpty()) {
            throw new IllegalStateException("records are not what they were");
        }
    }

    @Override
    public void destroyPlugin() {
        // Nothing to end.
    }
}
