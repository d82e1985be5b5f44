package dev.steerstream.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;

/**
 * A list in OpenAI's form. The next page is asked for with {@code after} and the last id.
 *
 * @param object always {@code list}
 */
public record OpenAiList<T>(
        String object,
        List<T> data,
        @JsonInclude String firstId,
        @JsonInclude String lastId,
        boolean hasMore) {
    /** All that there is. */
    public static <T> OpenAiList<T> of(List<T> all, Function<T, String> id) {
        return page(all, Math.max(1, all.size()), id);
    }

    /** Of {@code limit + 1} rows that a query returned. */
    public static <T> OpenAiList<T> page(List<T> rows, int limit, Function<T, String> id) {
        List<T> data = List.copyOf(rows.size() > limit ? rows.subList(0, limit) : rows);
        return new OpenAiList<>(
                "list",
                data,
                data.isEmpty() ? null : id.apply(data.get(0)),
                data.isEmpty() ? null : id.apply(data.get(data.size() - 1)),
                rows.size() > limit);
    }
}
