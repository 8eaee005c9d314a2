package net.xcauth.demo.nextcloud;

import java.util.List;
import net.xcauth.demo.http.IncomingRequest;

/**
 * The parameters {@code limit} and {@code offset} of a list.
 *
 * @param limit the most entries; -1 means all, and an invalid number 0
 */
record Paging(int limit, int offset) {

    static Paging of(IncomingRequest request) {
        return new Paging(
                request.parameter("limit").map(text -> number(text, 0)).orElse(-1),
                Math.max(
                        0,
                        request.parameter("offset").map(text -> number(text, 0)).orElse(0)));
    }

    <T> List<T> apply(List<T> all) {
        return all.stream()
                .skip(offset)
                .limit(limit < 0 ? Long.MAX_VALUE : limit)
                .toList();
    }

    private static int number(String text, int otherwise) {
        return text.matches("-?[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
    }
}
