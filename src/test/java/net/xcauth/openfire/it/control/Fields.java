package net.xcauth.openfire.it.control;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts of any kind on one line. */
public final class Fields {
    private Fields() {}

    public static String encode(List<String> fields) {
        return fields.stream()
                .map(field -> URLEncoder.encode(field, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    public static List<String> decode(String line) {
        return Stream.of(line.split("&", -1))
                .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
                .toList();
    }
}
