package net.xcauth.core.cloud.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The JSON in the body of a reply. */
public final class JsonBody {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100).build())
            // Field names come from outside and must not accumulate in tables that live as long as the process.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // Buffers kept per thread would keep this class loader alive in a server's threads.
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    private JsonBody() {}

    /**
     * Decodes a body. Leading byte order marks are skipped: each PHP file saved by a Windows editor may add one to
     * every response.
     *
     * @throws CharacterCodingException if it is not UTF-8
     */
    public static String text(byte[] body) throws CharacterCodingException {
        // A new decoder reports what is not UTF-8 instead of replacing it.
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(body))
                .toString();
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\ufeff') {
            start++;
        }
        return text.substring(start);
    }

    /** A parser that allows 100 levels of nesting. */
    public static JsonParser parser(String text) throws IOException {
        return JSON.createParser(text);
    }
}
