package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Plugins that a test installs next to the one under test, or instead of it. */
public final class PluginJar {
    private static final String DESCRIPTION = "plugin.xml";

    private PluginJar() {}

    /**
     * Packs one of the tests' own plugins with all classes of its package, which may use Openfire's.
     *
     * @param jar       the file, named like the plugin
     * @param className the plugin's class
     */
    public static Path write(Path jar, String className) throws IOException {
        String folder = className.substring(0, className.lastIndexOf('.')).replace('.', '/');
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.list(classes(folder))) {
            add(out, DESCRIPTION, """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <plugin>
                      <class>%s</class>
                      <name>%s</name>
                      <version>1.0</version>
                      <minServerVersion>4.2.0</minServerVersion>
                    </plugin>
                    """.formatted(className, className).getBytes(StandardCharsets.UTF_8));
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            for (Path each : all) {
                add(out, "classes/" + folder + "/" + each.getFileName(), Files.readAllBytes(each));
            }
        }
        return jar;
    }

    /** The same plugin with a higher version. */
    public static Path writeNewer(Path original, Path jar, String version) throws IOException {
        try (JarFile from = new JarFile(original.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            List<JarEntry> entries = from.stream()
                    .filter(entry -> !entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME))
                    .toList();
            for (JarEntry entry : entries) {
                byte[] content = from.getInputStream(entry).readAllBytes();
                add(out, entry.getName(), entry.getName().equals(DESCRIPTION) ? versioned(content, version) : content);
            }
        }
        return jar;
    }

    private static byte[] versioned(byte[] description, String version) {
        return new String(description, StandardCharsets.UTF_8)
                .replaceFirst("<version>[^<]*</version>", "<version>" + version + "</version>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Path classes(String folder) throws IOException {
        try {
            return Path.of(PluginJar.class.getResource("/" + folder).toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
