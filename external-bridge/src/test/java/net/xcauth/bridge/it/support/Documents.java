package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The guides installed in a machine. */
public final class Documents {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

    private Documents() {}

    /** The broken links of a folder's guides, as {@code guide: link}. */
    public static List<String> brokenLinks(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> guides =
                    all.filter(each -> each.toString().endsWith(".md")).sorted().toList();
            if (guides.isEmpty()) {
                throw new AssertionError("no guides in " + folder);
            }
            return guides.stream().flatMap(Documents::brokenLinksOf).toList();
        }
    }

    private static Stream<String> brokenLinksOf(Path guide) {
        return LINK.matcher(read(guide))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"))
                .filter(link -> Files.notExists(guide.resolveSibling(link)))
                .map(link -> guide.getFileName() + ": " + link);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
