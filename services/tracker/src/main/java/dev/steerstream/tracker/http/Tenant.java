package dev.steerstream.tracker.http;

import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.adaptations.ResourceIds;
import dev.steerstream.work.errors.SteerStreamException;

/** Whose numbers a request asks for: the header {@code X-Tenant}, {@code default} where there is none. */
public final class Tenant {
    public static final String HEADER = "X-Tenant";

    private Tenant() {}

    /** @throws SteerStreamException user {@code INVALID_ID} */
    public static String of(String header) {
        return header == null ? MessageHeaders.DEFAULT_TENANT : ResourceIds.requireTenant(header);
    }
}
