package net.xcauth.core.cloud.nextcloud;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * An answer of the OCS API: <code>{"ocs":{"meta":{"statuscode":…,"message":…},"data":…}}</code>.
 *
 * @param code    {@code meta.statuscode}: 200 for success in version 2 of the API, 100 in version 1
 * @param message {@code meta.message}, stripped; empty if there is none
 * @param data    empty if {@code data} is missing or not as its reader expects
 * @param <T>     the type of the data
 */
record OcsAnswer<T>(int code, String message, Optional<T> data) {

    private static final int SUCCESS = 200;

    /**
     * Parses a body.
     *
     * @param data reads {@code data}
     * @return empty if the body is not an answer of this API
     */
    static <T> Optional<OcsAnswer<T>> read(byte[] body, Json.Reader<T> data) {
        Envelope<T> envelope = new Envelope<>(data);
        return Json.body(body, json -> {
            Json.fields(json, name -> {
                if (name.equals("ocs")) {
                    envelope.read(json);
                } else {
                    json.skipChildren();
                }
            });
            return envelope.answer();
        });
    }

    /** The complete answer to a request that succeeded. */
    static <T> Optional<OcsAnswer<T>> successful(HttpOutcome outcome, Json.Reader<T> data) {
        return outcome.ok().flatMap(reply -> read(reply.body(), data)).filter(OcsAnswer::succeeded);
    }

    /** The data of such an answer. */
    static <T> Optional<T> success(HttpOutcome outcome, Json.Reader<T> data) {
        return successful(outcome, data).flatMap(OcsAnswer::data);
    }

    /** True for the success code of version 2 of the API. */
    boolean succeeded() {
        return code == SUCCESS;
    }

    /** Ignores the data. */
    static Optional<Boolean> nothing(JsonParser json) throws IOException {
        json.skipChildren();
        return Optional.empty();
    }

    /** {@code data.users} or {@code data.groups}: a list of ids. */
    static Json.Reader<Set<String>> ids(String field) {
        return json -> {
            Map<String, Set<String>> found = new LinkedHashMap<>();
            Json.fields(json, name -> {
                if (name.equals(field)) {
                    Json.texts(json).ifPresent(ids -> found.put(field, ids));
                } else {
                    json.skipChildren();
                }
            });
            return Optional.ofNullable(found.get(field));
        };
    }

    /** The groups among autocomplete's entries: display names by id. */
    static Optional<Map<String, String>> groupNames(JsonParser json) throws IOException {
        return labels(json, "groups");
    }

    /** The accounts among autocomplete's entries: display names by id. */
    static Optional<Map<String, String>> accountNames(JsonParser json) throws IOException {
        return labels(json, "users");
    }

    private static Optional<Map<String, String>> labels(JsonParser json, String source) throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        boolean list = Json.elements(json, element -> {
            Map<String, String> entry = new LinkedHashMap<>();
            Json.fields(json, name -> {
                Json.text(json).ifPresent(text -> entry.put(name, text));
            });
            String id = entry.getOrDefault("id", "");
            if (!id.isEmpty() && entry.getOrDefault("source", source).equals(source)) {
                names.put(id, entry.getOrDefault("label", id));
            }
        });
        return list ? Optional.of(names) : Optional.empty();
    }

    private static final class Envelope<T> {
        private final Json.Reader<T> reader;
        private Optional<Integer> code = Optional.empty();
        private Optional<String> message = Optional.empty();
        private Optional<T> data = Optional.empty();

        Envelope(Json.Reader<T> reader) {
            this.reader = reader;
        }

        void read(JsonParser json) throws IOException {
            Json.fields(json, name -> {
                switch (name) {
                    case "meta" -> readMeta(json);
                    case "data" -> data = reader.read(json);
                    default -> json.skipChildren();
                }
            });
        }

        Optional<OcsAnswer<T>> answer() {
            return code.map(number -> new OcsAnswer<>(number, message.orElse("").strip(), data));
        }

        private void readMeta(JsonParser json) throws IOException {
            Json.fields(json, name -> {
                switch (name) {
                    case "statuscode" -> code = Json.number(json);
                    case "message" -> message = Json.text(json);
                    default -> json.skipChildren();
                }
            });
        }
    }
}
