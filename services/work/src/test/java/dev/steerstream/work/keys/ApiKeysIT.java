package dev.steerstream.work.keys;

import static dev.steerstream.work.TestRows.count;
import static dev.steerstream.work.TestRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.work.TestParts;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.SteerStreamException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiKeysIT {
    private static final String OPERATOR = "sk-steer-" + "o".repeat(43);
    private static Database database;
    private static ApiKeys keys;

    @BeforeAll
    static void start() {
        database = TestParts.database(ApiKeysIT.class);
        keys = new ApiKeys(database, Optional.of(OPERATOR));
    }

    private static ApiKeys.Created created(String tenant, Scope... scopes) {
        return keys.create(tenant, "a key", Set.of(scopes), "test");
    }

    private static List<ApiKey> listed(String tenant) {
        return keys.list(tenant, false, Instant.parse("9999-01-01T00:00:00Z"), "", 100);
    }

    @Test
    void allKeysOfATenantEndHoweverManyThereWere() {
        ApiKeys.Created oldest = created("many", Scope.READ);
        Sessions sessions = new Sessions(database, keys, Duration.ofHours(1));
        String session = sessions.open(oldest.secret()).orElseThrow();
        database.useTransaction(
                handle -> handle.execute("insert into api_keys (id, tenant, name, secret_hash, scopes, revoked_at)"
                        + " select 'many-' || n, 'many', 'revoked', encode(sha256(('many' || n)::bytea), 'hex'), '{read}', now()"
                        + " from generate_series(1, 600) n"));
        ApiKeys.Created others = created("few", Scope.READ);

        List<ApiKey> seen = new ArrayList<>(listed("many"));
        while (seen.size() % 100 == 0) {
            ApiKey last = seen.get(seen.size() - 1);
            seen.addAll(keys.list("many", false, last.createdAt(), last.id(), 100));
        }
        assertThat(seen).extracting(ApiKey::id).doesNotHaveDuplicates().hasSize(601);
        keys.revokeAll("many", "test");
        assertThat(keys.principal(oldest.secret())).isEmpty();
        assertThat(sessions.principal(session)).isEmpty();
        assertThat(count(
                        database,
                        "select count(*) from sessions where secret_hash in"
                                + " (select secret_hash from api_keys where tenant = 'many')"))
                .isZero();
        assertThat(keys.principal(others.secret())).isPresent();
        assertThat(
                        text(
                                database,
                                "select string_agg(action || ' ' || subject, ',' order by id) from audit where tenant = 'many'"))
                .isEqualTo("create key " + oldest.key().id() + ",revoke key "
                        + oldest.key().id());
    }

    @Test
    void aSecretIsItsHoldersAndOnlyItsHashIsKept() {
        ApiKeys.Created created = created("acme", Scope.READ, Scope.SUBMIT);
        assertThat(created.secret()).matches("sk-steer-[A-Za-z0-9_-]{43}");
        assertThat(keys.principal(created.secret()))
                .contains(new Principal("acme", created.key().id(), EnumSet.of(Scope.READ, Scope.SUBMIT)));
        assertThat(keys.principal(created.secret() + "x")).isEmpty();
        assertThat(keys.principal("sk-steer-")).isEmpty();
        assertThat(keys.principal(null)).isEmpty();
        assertThat(keys.principal("sk-steer-" + "x".repeat(10_000))).isEmpty();
        assertThat(text(database, "select string_agg(api_keys::text, ' ') from api_keys"))
                .doesNotContain(created.secret());
        assertThat(listed("acme"))
                .extracting(ApiKey::id)
                .containsExactly(created.key().id());
        assertThat(listed("acme").get(0).lastUsedAt()).isNotNull();
    }

    @Test
    void theOperatorsKeyLiesInNoTable() {
        Principal operator = keys.principal(OPERATOR).orElseThrow();
        assertThat(operator.anyTenant()).isTrue();
        assertThat(operator.scopes()).containsExactlyInAnyOrder(Scope.values());
        assertThat(new ApiKeys(database, Optional.empty()).principal(OPERATOR)).isEmpty();
        assertThatThrownBy(() -> new ApiKeys(database, Optional.of("sk-steer-short")))
                .isInstanceOf(SteerStreamException.class)
                .hasMessageContaining("43");
    }

    @Test
    void aTenantRevokesItsOwnKeysOnly() {
        ApiKeys.Created mine = created("mine", Scope.OPERATE);
        ApiKeys.Created all = created(null, Scope.READ);
        assertThat(keys.revoke("other", false, mine.key().id(), "test")).isEmpty();
        assertThat(keys.revoke("mine", false, all.key().id(), "test")).isEmpty();
        assertThat(keys.principal(mine.secret())).isPresent();
        assertThat(keys.principal(all.secret()))
                .get()
                .extracting(Principal::anyTenant)
                .isEqualTo(true);

        assertThat(keys.revoke("mine", false, mine.key().id(), "test")).isPresent();
        assertThat(keys.revoke("mine", true, all.key().id(), "test")).isPresent();
        assertThat(keys.principal(mine.secret())).isEmpty();
        assertThat(keys.principal(all.secret())).isEmpty();
        assertThat(listed("mine")).extracting(ApiKey::revokedAt).doesNotContainNull();
        assertThat(text(database, "select string_agg(action, ' ' order by id) from audit where tenant = 'mine'"))
                .isEqualTo("create revoke revoke");
    }

    @Test
    void whatAnotherProcessRevokedLivesOnForNoLongerThanStated() throws Exception {
        ApiKeys.Created created = created("elsewhere", Scope.READ);
        assertThat(keys.principal(created.secret())).isPresent();
        new ApiKeys(database, Optional.empty())
                .revoke("elsewhere", false, created.key().id(), "test");
        Thread.sleep(ApiKeys.REMEMBERED.toMillis() + 50);
        assertThat(keys.principal(created.secret())).isEmpty();
    }

    @Test
    void aSessionEndsWithItsKeyItsTimeAndItsLogout() throws Exception {
        Sessions sessions = new Sessions(database, keys, Duration.ofHours(1));
        ApiKeys.Created created = created("browsing", Scope.READ);
        String session = sessions.open(created.secret()).orElseThrow();
        assertThat(sessions.principal(session)).map(Principal::tenant).contains("browsing");
        assertThat(text(database, "select string_agg(sessions::text, ' ') from sessions"))
                .doesNotContain(session)
                .doesNotContain(created.secret());
        assertThat(sessions.open("sk-steer-guessed")).isEmpty();
        assertThat(sessions.principal("guessed")).isEmpty();

        String other = sessions.open(created.secret()).orElseThrow();
        sessions.close(other);
        assertThat(sessions.principal(other)).isEmpty();
        String over = new Sessions(database, keys, Duration.ofMillis(1))
                .open(created.secret())
                .orElseThrow();
        Thread.sleep(10);
        assertThat(sessions.principal(over)).isEmpty();
        String operators = sessions.open(OPERATOR).orElseThrow();
        assertThat(sessions.principal(operators)).map(Principal::anyTenant).contains(true);

        keys.revoke("browsing", false, created.key().id(), "test");
        assertThat(sessions.principal(session)).isEmpty();
        assertThat(sessions.principal(operators)).isPresent();
        assertThat(Sessions.formToken(session)).isNotEqualTo(Sessions.formToken(other));
        assertThat(count(database, "select count(*) from sessions")).isEqualTo(1);
    }

    @Test
    void aKeyHasANameAndAScope() {
        assertThatThrownBy(() -> keys.create("acme", "", Set.of(Scope.READ), "test"))
                .hasMessageContaining("name");
        assertThatThrownBy(() -> keys.create("acme", "x\0", Set.of(Scope.READ), "test"))
                .hasMessageContaining("name");
        assertThatThrownBy(() -> keys.create("acme", "x", Set.of(), "test")).hasMessageContaining("scopes");
        assertThatThrownBy(() -> Scope.of("rule")).hasMessageContaining("read, submit or operate");
    }
}
