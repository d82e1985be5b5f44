package dev.steerstream.work.keys;

import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.audit.Audit;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.SteerStreamException;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The keys of an installation. A secret is asked for with every request, so what was found is remembered for {@link #REMEMBERED}: so long a key may
 * live on that another process revoked. Safe from any thread.
 */
public final class ApiKeys {
    public static final Duration REMEMBERED = Duration.ofSeconds(2);

    private static final int LONGEST_SECRET = 512;
    private static final int LONGEST_NAME = 200;
    private static final Principal OPERATOR =
            new Principal(MessageHeaders.DEFAULT_TENANT, "operator", EnumSet.allOf(Scope.class), true);
    private static final String COLUMNS = " id, tenant, name, scopes, created_at, last_used_at, revoked_at ";
    private static final String OWNED = "(tenant = :tenant or (:installation and tenant is null))";

    private final Database database;
    private final SecureRandom random = new SecureRandom();
    private final Optional<String> operatorHash;
    private final RecentPrincipals recent = new RecentPrincipals(REMEMBERED);

    /**
     * @param operatorKey a secret that an operator made up and every door is told; it stands for the whole installation and lies in no table
     * @throws SteerStreamException user {@code INVALID_KEY} where it is too short to be one
     */
    public ApiKeys(Database database, Optional<String> operatorKey) {
        this.database = database;
        operatorKey.ifPresent(ApiKeys::requireSecret);
        this.operatorHash = operatorKey.map(Secrets::hash);
    }

    /** A new key and its secret, which is told this once. */
    public record Created(ApiKey key, String secret) {}

    /**
     * @param tenant whose resources it sees; null for the installation's own, which sees every tenant's
     * @param actor who creates it, for the audit
     * @throws SteerStreamException user {@code INVALID_KEY}
     */
    public Created create(String tenant, String name, Set<Scope> scopes, String actor) {
        requireName(name);
        if (scopes.isEmpty()) throw invalid("scopes is empty: a key has at least one of read, submit and operate");
        String secret = Secrets.key(random);
        ApiKey made = database.inTransaction(handle -> {
            String id = UUID.randomUUID().toString();
            insert(handle, id, tenant, name, scopes, Secrets.hash(secret));
            Audit.write(
                    handle,
                    shownTenant(tenant),
                    actor,
                    "create",
                    "key " + id,
                    Map.of("name", name, "scopes", ids(scopes)));
            return find(handle, id).orElseThrow();
        });
        return new Created(made, secret);
    }

    /**
     * Newest first, revoked ones too.
     *
     * @param installation whether those of the installation are shown as well
     * @param before only what lies behind the key of this time and {@code beforeId}
     */
    public List<ApiKey> list(String tenant, boolean installation, Instant before, String beforeId, int limit) {
        return database.read(handle -> handle.createQuery("select" + COLUMNS + "from api_keys where " + OWNED
                        + " and (created_at, cast(id as text)) < (:at, cast(:id as text))"
                        + " order by created_at desc, cast(id as text) desc limit :limit")
                .bind("tenant", tenant)
                .bind("installation", installation)
                .bind("at", before.atOffset(ZoneOffset.UTC))
                .bind("id", beforeId)
                .bind("limit", limit)
                .map(ApiKeys::key)
                .list());
    }

    /**
     * Ends a key at once, here; within {@link #REMEMBERED} everywhere. Its sessions end with it. Empty where the tenant has no such key.
     *
     * @param installation whether it may be one of the installation
     */
    public Optional<ApiKey> revoke(String tenant, boolean installation, String id, String actor) {
        Optional<ApiKey> revoked = database.inTransaction(handle -> {
            int ended = handle.createUpdate("update api_keys set revoked_at = clock_timestamp() where " + OWNED
                            + " and id = :id and revoked_at is null")
                    .bind("tenant", tenant)
                    .bind("installation", installation)
                    .bind("id", id)
                    .execute();
            if (ended == 1) {
                handle.createUpdate("delete from sessions"
                                + " where secret_hash = (select secret_hash from api_keys where id = :id)")
                        .bind("id", id)
                        .execute();
                Audit.write(handle, tenant, actor, "revoke", "key " + id, null);
            }
            return find(handle, id)
                    .filter(found -> found.tenant() == null ? installation : tenant.equals(found.tenant()));
        });
        recent.forget();
        return revoked;
    }

    /** Ends all keys of a tenant as {@link #revoke} ends one, however many; those of the installation stay. */
    public void revokeAll(String tenant, String actor) {
        database.useTransaction(handle -> {
            handle.createUpdate("delete from sessions where secret_hash in"
                            + " (select secret_hash from api_keys where tenant = :tenant)")
                    .bind("tenant", tenant)
                    .execute();
            handle.createQuery("update api_keys set revoked_at = clock_timestamp()"
                            + " where tenant = :tenant and revoked_at is null returning id")
                    .bind("tenant", tenant)
                    .mapTo(String.class)
                    .list()
                    .forEach(id -> Audit.write(handle, tenant, actor, "revoke", "key " + id, null));
        });
        recent.forget();
    }

    /** Whose secret this is; empty where it is nobody's or its key was revoked. */
    public Optional<Principal> principal(String secret) {
        if (secret == null || secret.length() > LONGEST_SECRET || !secret.startsWith(Secrets.KEY_PREFIX)) {
            return Optional.empty();
        }
        return ofHash(Secrets.hash(secret));
    }

    /** As {@link #principal(String)}, for who keeps the hash. */
    Optional<Principal> ofHash(String hash) {
        if (operatorHash.isPresent() && operatorHash.get().equals(hash)) return Optional.of(OPERATOR);
        return recent.get(hash, () -> look(hash));
    }

    private Optional<Principal> look(String hash) {
        return database.inTransaction(handle -> {
            Optional<ApiKey> found = handle.createQuery(
                            "select" + COLUMNS + "from api_keys where secret_hash = :hash and revoked_at is null")
                    .bind("hash", hash)
                    .map(ApiKeys::key)
                    .findOne();
            // To the minute, so that a busy key costs no write a request.
            found.ifPresent(key -> handle.createUpdate(
                            "update api_keys set last_used_at = clock_timestamp()"
                                    + " where id = :id and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')")
                    .bind("id", key.id())
                    .execute());
            return found.map(ApiKeys::principal);
        });
    }

    private static Principal principal(ApiKey key) {
        return new Principal(shownTenant(key.tenant()), key.id(), key.scopes(), key.tenant() == null);
    }

    /** An installation's key means the default tenant unless it names another. */
    private static String shownTenant(String tenant) {
        return tenant == null ? MessageHeaders.DEFAULT_TENANT : tenant;
    }

    private static void insert(
            Handle handle, String id, String tenant, String name, Set<Scope> scopes, String secretHash) {
        handle.createUpdate("insert into api_keys (id, tenant, name, secret_hash, scopes)"
                        + " values (:id, :tenant, :name, :hash, :scopes)")
                .bind("id", id)
                .bind("tenant", tenant)
                .bind("name", name)
                .bind("hash", secretHash)
                .bind("scopes", ids(scopes).toArray(String[]::new))
                .execute();
    }

    private static Optional<ApiKey> find(Handle handle, String id) {
        return handle.createQuery("select" + COLUMNS + "from api_keys where id = :id")
                .bind("id", id)
                .map(ApiKeys::key)
                .findOne();
    }

    private static List<String> ids(Set<Scope> scopes) {
        return EnumSet.copyOf(scopes).stream().map(Scope::id).toList();
    }

    private static void requireName(String name) {
        if (name != null && !name.isBlank() && name.length() <= LONGEST_NAME && name.indexOf('\0') < 0) return;
        throw invalid("name is " + (name == null ? "missing" : "\"" + name.replace('\0', '?') + "\"")
                + ": it says whose key it is, in 1 to " + LONGEST_NAME + " characters");
    }

    private static void requireSecret(String secret) {
        if (secret.startsWith(Secrets.KEY_PREFIX) && secret.length() >= Secrets.SHORTEST) return;
        throw invalid("the operator's key must be " + Secrets.KEY_PREFIX + " and at least "
                + (Secrets.SHORTEST - Secrets.KEY_PREFIX.length()) + " random characters");
    }

    private static SteerStreamException invalid(String message) {
        return SteerStreamException.user("INVALID_KEY", message, "Send another one.");
    }

    private static ApiKey key(ResultSet row, StatementContext context) throws SQLException {
        Array scopes = row.getArray("scopes");
        return new ApiKey(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("name"),
                List.of((String[]) scopes.getArray()).stream().map(Scope::of).collect(Collectors.toSet()),
                instant(row, "created_at"),
                instant(row, "last_used_at"),
                instant(row, "revoked_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
