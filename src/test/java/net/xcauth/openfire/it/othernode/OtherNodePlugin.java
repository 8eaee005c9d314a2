package net.xcauth.openfire.it.othernode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;
import org.jivesoftware.util.PropertyEventDispatcher;
import org.jivesoftware.util.PropertyEventListener;
import org.jivesoftware.util.cache.ClusterTask;
import org.jivesoftware.util.cache.ExternalizableUtil;
import org.jivesoftware.util.cache.ExternalizableUtilStrategy;

/**
 * Runs the cluster task of the plugin under test when the property {@code othernode.news} is set to the name of a kind
 * of news: written and read with Openfire's serialisation as a cluster sets it up, on a thread that sees no plugin.
 */
public final class OtherNodePlugin implements Plugin, PropertyEventListener {
    private static final String PROPERTY = "othernode.news";
    private static final String CLUSTER = "net.xcauth.openfire.cluster.";

    private PluginManager manager;

    @Override
    public void initializePlugin(PluginManager plugins, File pluginDirectory) {
        manager = plugins;
        PropertyEventDispatcher.addListener(this);
    }

    @Override
    public void destroyPlugin() {
        PropertyEventDispatcher.removeListener(this);
    }

    @Override
    public void propertySet(String property, Map<String, Object> params) {
        if (property.equals(PROPERTY)) {
            try {
                deliver((String) params.get("value"));
            } catch (ReflectiveOperationException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void deliver(String news) throws ReflectiveOperationException, IOException {
        ClassLoader loader = manager.getPlugins().stream()
                .filter(plugin -> "nextcloudauth".equals(manager.getCanonicalName(plugin)))
                .map(plugin -> (ClassLoader) manager.getPluginClassloader(plugin)).findAny().orElseThrow();
        Class<?> kind = loader.loadClass(CLUSTER + "News");
        Constructor<? extends ClusterTask<?>> maker = task(loader).getDeclaredConstructor(kind);
        maker.setAccessible(true);
        ClusterTask<?> sent = maker.newInstance(kind.getField(news).get(null));
        ClusterTask<?> arrived = task(loader).getDeclaredConstructor().newInstance();
        ExternalizableUtil.getInstance().setStrategy(numbersOnly());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            sent.writeExternal(out);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            arrived.readExternal(in);
        }
        arrived.run();
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends ClusterTask<?>> task(ClassLoader loader) throws ClassNotFoundException {
        return (Class<? extends ClusterTask<?>>) loader.loadClass(CLUSTER + "NewsTask").asSubclass(ClusterTask.class);
    }

    /** What a cluster's own does with numbers; Openfire without a cluster writes nothing at all. */
    private static ExternalizableUtilStrategy numbersOnly() {
        return (ExternalizableUtilStrategy) Proxy.newProxyInstance(OtherNodePlugin.class.getClassLoader(),
                new Class<?>[] {ExternalizableUtilStrategy.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "writeInt" -> ((java.io.DataOutput) arguments[0]).writeInt((int) arguments[1]);
                        case "readInt" -> {
                            return ((java.io.DataInput) arguments[0]).readInt();
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    @Override
    public void propertyDeleted(String property, Map<String, Object> params) {
        // Only set ones count.
    }

    @Override
    public void xmlPropertySet(String property, Map<String, Object> params) {
        // Not in the database.
    }

    @Override
    public void xmlPropertyDeleted(String property, Map<String, Object> params) {
        // Not in the database.
    }
}
