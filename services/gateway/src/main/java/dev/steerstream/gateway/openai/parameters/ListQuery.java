package dev.steerstream.gateway.openai.parameters;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import org.jdbi.v3.core.Handle;

/**
 * Which part of a list is asked for, newest first.
 *
 * @param after id of the last one seen, or null
 */
public record ListQuery(String after, int limit) {
    /** The rule of {@code after}. */
    public static final String PLACE =
            "it is an id of this list that is still there, such as the last one of an earlier page";

    private static final int DEFAULT_LIMIT = 20;
    private static final int LARGEST_LIMIT = 100;

    /**
     * Of a list as long as OpenAI's are.
     *
     * @throws ProblemException where limit is not 1 to 100
     */
    public static ListQuery of(String after, String limit) {
        return of(after, limit, DEFAULT_LIMIT, LARGEST_LIMIT);
    }

    /** @throws ProblemException where limit is not 1 to {@code most} */
    public static ListQuery of(String after, String limit, int byDefault, int most) {
        if (after != null) Rules.identifier("after", after);
        if (limit == null) return new ListQuery(after, byDefault);
        boolean number = limit.matches("[0-9]{1,6}");
        Rules.require(
                number && Integer.parseInt(limit) >= 1 && Integer.parseInt(limit) <= most,
                "limit",
                limit,
                "it is a whole number from 1 to " + most);
        return new ListQuery(after, Integer.parseInt(limit));
    }

    /**
     * Refuses what would end a list without a word: the place behind a row that is not there.
     *
     * @param column of {@code table} that {@code after} names
     * @throws ProblemException where there is no such row
     */
    public void requirePlace(Handle handle, Tenant tenant, String table, String column) {
        if (after == null) return;
        boolean there = handle.createQuery(
                        "select exists (select from " + table + " where tenant = :tenant and " + column + " = :after)")
                .bind("tenant", tenant.name())
                .bind("after", after)
                .mapTo(Boolean.class)
                .one();
        Rules.require(there, "after", after, PLACE);
    }
}
