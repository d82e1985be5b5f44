package dev.steerstream.gateway.keys;

import dev.steerstream.work.keys.ApiKey;
import dev.steerstream.work.keys.Scope;
import java.time.Instant;
import java.util.List;

/** What the endpoints of keys take and answer with. */
public final class KeyViews {
    private KeyViews() {}

    /**
     * Asks for a key.
     *
     * @param name says whose it is
     * @param scopes of read, submit and operate; left out are read and submit
     * @param allTenants whether it is the installation's, for every tenant; only a key that is so itself may ask for it
     */
    public record Create(String name, List<String> scopes, Boolean allTenants) {}

    /**
     * A key.
     *
     * @param tenant absent where it is the installation's
     * @param secret the key itself, once, in the answer to its creation
     */
    public record Key(
            String id,
            String tenant,
            String name,
            List<String> scopes,
            Instant createdAt,
            Instant lastUsedAt,
            Instant revokedAt,
            String secret) {

        static Key of(ApiKey key, String secret) {
            return new Key(
                    key.id(),
                    key.tenant(),
                    key.name(),
                    key.scopes().stream().sorted().map(Scope::id).toList(),
                    key.createdAt(),
                    key.lastUsedAt(),
                    key.revokedAt(),
                    secret);
        }
    }
}
