package dev.steerstream.work.keys;

import java.time.Instant;
import java.util.Set;

/**
 * A key as it is stored, without its secret, which nobody has but its holder.
 *
 * @param tenant null for an installation's key
 * @param lastUsedAt to the minute; null where it never was
 * @param revokedAt null where it is good
 */
public record ApiKey(
        String id,
        String tenant,
        String name,
        Set<Scope> scopes,
        Instant createdAt,
        Instant lastUsedAt,
        Instant revokedAt) {}
