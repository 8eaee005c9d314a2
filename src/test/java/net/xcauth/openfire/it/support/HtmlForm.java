package net.xcauth.openfire.it.support;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A form of a page, parsed without a browser.
 *
 * @param fields the names of the fields, with the values that a browser would send if the user changed nothing
 */
public record HtmlForm(Map<String, List<String>> fields) {
    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile(
            "<input\\b([^>]*)>|<textarea\\b([^>]*)>([^<]*)</textarea>|<select\\b([^>]*)>(.*?)</select>",
            Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("<option\\b([^>]*)>([^<]*)", Pattern.DOTALL);

    /** The first form of the page. */
    public static HtmlForm in(String page) {
        return parse(page, "");
    }

    /** The form with this id. */
    public static HtmlForm in(String page, String id) {
        return parse(page, id);
    }

    /** A form that was not read from a page. */
    public static HtmlForm of(Map<String, String> fields) {
        return new HtmlForm(Map.of()).with(fields);
    }

    /** A copy with other values for some fields. */
    public HtmlForm with(Map<String, String> typed) {
        Map<String, List<String>> all = new LinkedHashMap<>(fields);
        typed.forEach((name, value) -> all.put(name, List.of(value)));
        return new HtmlForm(all);
    }

    /** The first value of a field. */
    public String value(String name) {
        return fields.get(name).get(0);
    }

    /** The form's fields, URL-encoded. */
    public String encoded() {
        return fields.entrySet().stream()
                .flatMap(field -> field.getValue().stream().map(value -> encode(field.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HtmlForm parse(String page, String id) {
        Matcher form = FORM.matcher(page);
        while (form.find()) {
            if (id.isEmpty() || attribute(form.group(1), "id").equals(id)) {
                return new HtmlForm(fields(form.group(2)));
            }
        }
        throw new AssertionError("no form " + id + " in:\n" + page);
    }

    private static Map<String, List<String>> fields(String html) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(html);
        while (field.find()) {
            if (field.group(1) != null) {
                addInput(fields, field.group(1));
            } else if (field.group(2) != null) {
                add(fields, attribute(field.group(2), "name"), unescaped(field.group(3)));
            } else {
                add(fields, attribute(field.group(4), "name"), chosen(field.group(5)));
            }
        }
        return fields;
    }

    /** A field without a name is not sent. */
    private static void add(Map<String, List<String>> fields, String name, String value) {
        if (!name.isEmpty()) {
            fields.computeIfAbsent(name, each -> new ArrayList<>()).add(value);
        }
    }

    private static void addInput(Map<String, List<String>> fields, String attributes) {
        switch (attribute(attributes, "type")) {
            case "submit", "button", "image" -> {}
            case "checkbox", "radio" -> {
                if (has(attributes, "checked")) {
                    add(fields, attribute(attributes, "name"), attribute(attributes, "value"));
                }
            }
            default -> add(fields, attribute(attributes, "name"), attribute(attributes, "value"));
        }
    }

    private static String chosen(String options) {
        String first = null;
        Matcher option = OPTION.matcher(options);
        while (option.find()) {
            String attributes = option.group(1);
            String value = has(attributes, "value")
                    ? attribute(attributes, "value")
                    : unescaped(option.group(2).strip());
            if (has(attributes, "selected")) {
                return value;
            }
            first = first == null ? value : first;
        }
        return first == null ? "" : first;
    }

    private static boolean has(String attributes, String name) {
        return Pattern.compile("(?:^|\\s)" + name + "(?=[\\s=/]|$)")
                .matcher(attributes)
                .find();
    }

    private static String attribute(String attributes, String name) {
        Matcher found = Pattern.compile("(?:^|\\s)" + name + "\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))")
                .matcher(attributes);
        if (!found.find()) {
            return "";
        }
        for (int i = 1; i <= 3; i++) {
            if (found.group(i) != null) {
                return unescaped(found.group(i));
            }
        }
        return "";
    }

    private static String unescaped(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }
}
