package net.xcauth.openfire.it.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Creates responses. */
final class Rows {
    private Rows() {}

    /** No row. */
    static List<List<String>> none() {
        return List.of();
    }

    /** One row, with an empty text for a missing value. */
    static List<List<String>> one(Object... fields) {
        return List.of(row(fields));
    }

    static List<String> row(Object... fields) {
        return Arrays.stream(fields).map(field -> Objects.toString(field, "")).toList();
    }

    /** One row, or none for a missing value. */
    static List<List<String>> ofNullable(Object field) {
        return field == null ? none() : one(field);
    }

    /** A row for each. No stream: Openfire's collections skip elements deleted meanwhile, but still count them. */
    static <T> List<List<String>> of(Collection<T> values, Function<? super T, List<String>> row) {
        List<List<String>> rows = new ArrayList<>();
        for (T value : values) {
            rows.add(row.apply(value));
        }
        return rows;
    }

    /** A row with one field for each value. */
    static List<List<String>> of(Collection<?> values) {
        return of(values, value -> row(value));
    }

    static List<List<String>> concat(List<List<String>> first, List<List<String>> second) {
        List<List<String>> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
