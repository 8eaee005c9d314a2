package net.xcauth.demo.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import net.xcauth.demo.http.HttpReply;
import net.xcauth.demo.http.IncomingRequest;

/**
 * A request to a real Nextcloud 32.0.1 and the compared parts of its answer: status, headers, meta, and the names and
 * types of all other data.
 */
record Recording(JsonNode node) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SHAPES = read("shapes");
    private static final Pattern TAG = Pattern.compile("<(/?)(?:[a-z0-9]+:)?([A-Za-z][\\w.-]*)[^<>]*?(/?)>");

    static List<Recording> all(String file) {
        return StreamSupport.stream(read(file).spliterator(), false)
                .map(Recording::new)
                .toList();
    }

    String name() {
        return node.get("case").asText();
    }

    /** The recorded request with this body. */
    IncomingRequest request(String body) throws IOException {
        String[] methodAndTarget = node.get("request").asText().split(" ", 2);
        String[] pathAndQuery = methodAndTarget[1].split("\\?", 2);
        Headers headers = new Headers();
        headers.set("Host", "127.0.0.1:18080");
        if (!node.has("csrf")) {
            headers.set("OCS-APIRequest", "true");
        }
        if (!node.has("accept")) {
            headers.set("Accept", "application/json");
        }
        if (node.has("basic")) {
            String pair =
                    node.at("/basic/0").asText() + ":" + node.at("/basic/1").asText();
            headers.set("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
        } else if (node.has("authorization")) {
            headers.set("Authorization", node.get("authorization").asText());
        }
        node.path("headers")
                .properties()
                .forEach(
                        header -> headers.set(header.getKey(), header.getValue().asText()));
        return new IncomingRequest(
                methodAndTarget[0],
                pathAndQuery[0],
                pathAndQuery.length == 1 ? "" : pathAndQuery[1],
                headers,
                body.getBytes(UTF_8),
                InetAddress.getByName("127.0.0.1"));
    }

    String body() {
        return node.path("body").asText("");
    }

    /** Describes the differences from the recorded answer. */
    List<String> differences(HttpReply reply) throws IOException {
        List<String> differences = new ArrayList<>();
        compare("status", node.get("status").asInt(), reply.status(), differences);
        Headers sent = new Headers();
        reply.headers().forEach(sent::put);
        node.get("answer")
                .properties()
                .forEach(header -> compare(
                        header.getKey(), header.getValue().asText(), sent.getFirst(header.getKey()), differences));
        for (String header : List.of("WWW-Authenticate", "X-User-Id", "X-Nextcloud-Maintenance-Mode", "Retry-After")) {
            compare("presence of " + header, node.get("answer").has(header), sent.containsKey(header), differences);
        }
        compare("presence of ETag", node.has("etag"), sent.containsKey("ETag"), differences);
        if (node.has("noStore")) {
            compare("caching", "no-cache, no-store, must-revalidate", sent.getFirst("Cache-Control"), differences);
        }
        if (!node.path("headers").has("Cookie")) {
            compare(
                    "number of cookies",
                    node.get("cookies").asInt(),
                    sent.getOrDefault("Set-Cookie", List.of()).size(),
                    differences);
        }
        compareBody(new String(reply.body(), UTF_8), differences);
        return differences;
    }

    private void compareBody(String body, List<String> differences) throws IOException {
        if (node.has("meta")) {
            JsonNode ocs = JSON.readTree(body).path("ocs");
            compare("meta", node.get("meta"), ocs.path("meta"), differences);
            compareShapes("data", shape(node.get("data")), trimmed(ocs.path("data")), differences);
        }
        if (node.has("json")) {
            compareShapes("JSON", shape(node.get("json")), JSON.readTree(body), differences);
        }
        if (node.has("xml")) {
            Set<String> recorded = new TreeSet<>();
            shape(node.get("xml")).forEach(path -> recorded.add(path.asText()));
            Set<String> sent = paths(body);
            if (node.has("cut")) {
                sent.retainAll(recorded);
            }
            compare("elements", recorded, sent, differences);
            node.path("statuses")
                    .forEach(status -> compare(
                            "has " + status.asText(),
                            true,
                            body.contains("<d:status>" + status.asText() + "</d:status>"),
                            differences));
            compare(
                    "exception",
                    node.path("exception").asText(""),
                    body.contains("<s:exception>")
                            ? body.replaceAll("(?s).*<s:exception>(.*)</s:exception>.*", "$1")
                            : "",
                    differences);
        }
    }

    private static void compare(String what, Object recorded, Object sent, List<String> differences) {
        if (!Objects.equals(recorded, sent)) {
            differences.add(what + ": recorded " + recorded + ", sent " + sent);
        }
    }

    /** Compares names and types. A null or an empty list on either side matches any type. */
    private static void compareShapes(String where, JsonNode recorded, JsonNode sent, List<String> differences) {
        if (recorded.isObject()) {
            compare("keys of " + where, new TreeSet<>(names(recorded)), new TreeSet<>(names(sent)), differences);
            recorded.properties().stream()
                    .filter(field -> sent.has(field.getKey()))
                    .forEach(field -> compareShapes(
                            where + "." + field.getKey(), field.getValue(), sent.get(field.getKey()), differences));
        } else if (recorded.isArray()) {
            compare("type of " + where, "ARRAY", sent.getNodeType().name(), differences);
            if (!recorded.isEmpty() && !sent.isEmpty()) {
                compareShapes(where + "[0]", recorded.get(0), sent.get(0), differences);
            }
        } else if (!recorded.asText().equals("null") && !sent.isNull() && !where.endsWith(".users[0]")) {
            // Lists of account ids mix strings and numbers, in an order that depends on the database.
            compare(
                    "type of " + where,
                    recorded.asText(),
                    sent.getNodeType().name().toLowerCase(Locale.ROOT),
                    differences);
        }
    }

    /** Removes all capabilities that this product does not read. */
    private static JsonNode trimmed(JsonNode data) {
        return data.has("capabilities")
                ? JSON.createObjectNode()
                        .<ObjectNode>set("version", data.get("version"))
                        .set(
                                "capabilities",
                                JSON.createObjectNode().set("bruteforce", data.at("/capabilities/bruteforce")))
                : data;
    }

    private static JsonNode shape(JsonNode named) {
        return named.isTextual() ? SHAPES.path(named.asText()) : named;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> paths(String xml) {
        Set<String> paths = new TreeSet<>();
        List<String> open = new ArrayList<>();
        Matcher tag = TAG.matcher(xml);
        while (tag.find()) {
            if (!tag.group(1).isEmpty()) {
                open.remove(open.size() - 1);
            } else {
                open.add(tag.group(2));
                paths.add(String.join("/", open));
                if (!tag.group(3).isEmpty()) {
                    open.remove(open.size() - 1);
                }
            }
        }
        return paths;
    }

    private static JsonNode read(String file) {
        try (InputStream in = Recording.class.getResourceAsStream(file + ".json")) {
            return JSON.readTree(Objects.requireNonNull(in, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
