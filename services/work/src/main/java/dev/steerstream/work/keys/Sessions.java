package dev.steerstream.work.keys;

import dev.steerstream.work.database.Database;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/** Browsers that have shown a key. The id belongs in a cookie that scripts cannot read; its hash is kept. Safe from any thread. */
public final class Sessions {
    private final Database database;
    private final ApiKeys keys;
    private final Duration life;
    private final SecureRandom random = new SecureRandom();

    /** @param life after which a session must be opened again, however busy it was */
    public Sessions(Database database, ApiKeys keys, Duration life) {
        this.database = database;
        this.keys = keys;
        this.life = life;
    }

    /** Opens a session of who has this secret; its id, which is told this once, or empty where nobody has it. */
    public Optional<String> open(String secret) {
        return keys.principal(secret).map(principal -> {
            String id = Secrets.token(random);
            database.useTransaction(handle -> {
                handle.execute("delete from sessions where expires_at < clock_timestamp()");
                handle.createUpdate("insert into sessions (id_hash, secret_hash, expires_at)"
                                + " values (:hash, :secret, clock_timestamp() + :life)")
                        .bind("hash", Secrets.hash(id))
                        .bind("secret", Secrets.hash(secret))
                        .bind("life", life)
                        .execute();
            });
            return id;
        });
    }

    /** Whose session this is; empty where it is unknown, over, or its key was revoked. */
    public Optional<Principal> principal(String id) {
        if (id == null || id.length() > 128) return Optional.empty();
        return database.read(handle -> handle.createQuery("select secret_hash from sessions"
                                + " where id_hash = :hash and expires_at > clock_timestamp()")
                        .bind("hash", Secrets.hash(id))
                        .mapTo(String.class)
                        .findOne())
                .flatMap(keys::ofHash);
    }

    /** Ends it; one that is unknown stays so. */
    public void close(String id) {
        if (id == null) return;
        database.useTransaction(handle -> handle.createUpdate("delete from sessions where id_hash = :hash")
                .bind("hash", Secrets.hash(id))
                .execute());
    }

    /** What a form of this session must carry: who cannot read the page cannot know it. */
    public static String formToken(String id) {
        return Secrets.hash("form " + id);
    }
}
