package net.xcauth.openfire.console;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The pages' templates in {@code web/pages}. All values are escaped. */
final class Templates {
    private static final ConcurrentMap<String, Template> READ = new ConcurrentHashMap<>();
    private static final Mustache.Compiler COMPILER =
            Mustache.compiler().escapeHTML(true).defaultValue("").withLoader(Templates::open);

    private Templates() {}

    /**
     * Writes a page.
     *
     * @param name  the template's name, without its suffix
     * @param model the values, by name
     */
    static void write(String name, Map<String, Object> model, Writer out) {
        READ.computeIfAbsent(name, Templates::read).execute(model, out);
    }

    private static Template read(String name) {
        try (Reader reader = open(name)) {
            return COMPILER.compile(reader);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the page " + name + ": reload the plugin", e);
        }
    }

    private static Reader open(String name) throws IOException {
        String file = "pages/" + name + ".html";
        InputStream found = Templates.class.getClassLoader().getResourceAsStream(file);
        if (found == null) {
            throw new IOException("The plugin's file web/" + file + " is missing");
        }
        return new InputStreamReader(found, StandardCharsets.UTF_8);
    }
}
