package net.xcauth.bridge.tool;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/**
 * The outcome of a command.
 *
 * @param status its exit status
 * @param out    its standard output
 * @param err    its standard error
 */
record Run(int status, String out, String err) {

    List<String> lines() {
        return out.lines().toList();
    }

    /** Standard output, which is one JSON document and nothing else. */
    JsonNode json() throws IOException {
        return new ObjectMapper()
                .readerFor(JsonNode.class)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(out);
    }
}
