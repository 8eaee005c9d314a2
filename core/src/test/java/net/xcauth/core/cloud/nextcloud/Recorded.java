package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * An answer of a real Nextcloud, from the test resources.
 *
 * @param headers lines, including line ends
 */
record Recorded(int status, String headers, byte[] body) {
    private static final JsonNode ALL = all();

    /** The answer that was recorded under this name. */
    static Recorded answer(String name) {
        JsonNode answer = Objects.requireNonNull(ALL.get(name), name);
        StringBuilder headers = new StringBuilder();
        answer.get("headers")
                .properties()
                .forEach(header -> headers.append(header.getKey())
                        .append(": ")
                        .append(header.getValue().asText())
                        .append("\r\n"));
        return new Recorded(
                answer.get("status").asInt(),
                headers.toString(),
                answer.get("body").asText().getBytes(UTF_8));
    }

    /** A part of the address book of all accounts. */
    static Recorded book(String name) {
        return new Recorded(207, "Content-Type: application/xml; charset=utf-8\r\n", bytes("book-" + name + ".xml"));
    }

    /** A copy with other text in its body. */
    Recorded with(String text, String other) {
        String before = new String(body, UTF_8);
        if (!before.contains(text)) {
            throw new IllegalArgumentException(text + " is not in " + before);
        }
        return new Recorded(status, headers, before.replace(text, other).getBytes(UTF_8));
    }

    private static JsonNode all() {
        try {
            return new ObjectMapper().readTree(bytes("answers.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Recorded.class.getResourceAsStream("/vectors/nextcloud/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
