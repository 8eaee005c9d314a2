package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Packs classes of the tests for a server. */
public final class Jars {
    /** The plugin's package in the server, by name: its classes need Openfire's, which the tests do not have. */
    private static final String CONTROL = "net.xcauth.openfire.it.control";
    /** The package of the replacements for the console's own pages, by name as well. */
    static final String CONSOLE = "net.xcauth.openfire.it.console";

    private Jars() {}

    /** The plugin that runs a test's commands inside the server. */
    static void writeControlPlugin(Path jar) throws IOException {
        writePlugin(jar, "ControlPlugin", name -> !name.startsWith("Starter") && !name.startsWith("IdlePlugin"));
    }

    /** A plugin that does nothing. */
    public static Path writeIdlePlugin(Path jar) throws IOException {
        writePlugin(jar, "IdlePlugin", name -> name.startsWith("IdlePlugin"));
        return jar;
    }

    /** The main class and the console's pages, for a server without them. */
    static void writeStarter(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            addClasses(out, "", CONTROL, name -> name.startsWith("Starter"));
            addClasses(out, "", CONSOLE, name -> true);
        }
    }

    static String starterClass() {
        return CONTROL + ".Starter";
    }

    private static void writePlugin(Path jar, String mainClass, Predicate<String> which) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            add(out, "plugin.xml", """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <plugin>
                      <class>%s.%s</class>
                      <name>%2$s for tests</name>
                      <version>1.0</version>
                      <minServerVersion>4.2.0</minServerVersion>
                    </plugin>
                    """.formatted(CONTROL, mainClass).getBytes(StandardCharsets.UTF_8));
            addClasses(out, "classes/", CONTROL, which);
        }
    }

    private static void addClasses(JarOutputStream out, String prefix, String packageName, Predicate<String> which)
            throws IOException {
        String path = packageName.replace('.', '/');
        Path folder = folderOf(path);
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> classes = files.filter(
                            file -> which.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
            for (Path each : classes) {
                add(out, prefix + path + "/" + each.getFileName(), Files.readAllBytes(each));
            }
        }
    }

    private static Path folderOf(String packageName) throws IOException {
        try {
            return Path.of(Jars.class.getResource("/" + packageName).toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
