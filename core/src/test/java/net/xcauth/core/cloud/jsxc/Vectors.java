package net.xcauth.core.cloud.jsxc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Output of the real app, from the test resources. */
final class Vectors {

    private Vectors() {}

    static List<JsonNode> entries(String file) throws IOException {
        return StreamSupport.stream(new ObjectMapper().readTree(bytes(file)).spliterator(), false)
                .toList();
    }

    static byte[] response(String file) throws IOException {
        return bytes("responses/" + file);
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }
}
