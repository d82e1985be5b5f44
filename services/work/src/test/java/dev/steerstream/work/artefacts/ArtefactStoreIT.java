package dev.steerstream.work.artefacts;

import static dev.steerstream.work.TestRows.TENANT;
import static dev.steerstream.work.TestRows.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtefactStoreIT {
    private static Database database;

    @TempDir
    Path cache;

    private ArtefactStore store;

    @BeforeAll
    static void start() {
        database = TestParts.database(ArtefactStoreIT.class);
    }

    @BeforeEach
    void open() {
        store = new ArtefactStore(database, cache);
        database.useTransaction(handle -> handle.execute("delete from artefact"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, ArtefactStore.CHUNK - 1, ArtefactStore.CHUNK, ArtefactStore.CHUNK + 1, 3_500_000})
    void bytesComeBackWhateverTheirLength(int length) throws IOException {
        byte[] content = content(length);

        String digest = put(content);
        String streamed = database.inTransaction(handle -> {
            try {
                return store.put(handle, TENANT, ArtefactKind.ADAPTER, new ByteArrayInputStream(content));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });

        assertThat(streamed).isEqualTo(digest);
        assertThat(Files.readAllBytes(store.get(TENANT, digest))).isEqualTo(content);
        assertThat(count(database, "select count(*) from artefact_chunk"))
                .isEqualTo((length + ArtefactStore.CHUNK - 1) / ArtefactStore.CHUNK);
        try (var files = Files.list(cache)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void aRolledBackArtefactIsNotThere() {
        assertThatThrownBy(() -> database.useTransaction(handle -> {
                    store.put(handle, TENANT, ArtefactKind.VECTOR, content(10));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(count(database, "select count(*) from artefact_chunk")).isZero();
    }

    @Test
    void aSpoiledCacheFileIsFetchedAgain() throws IOException {
        String digest = put(content(2_000));
        Path cached = store.get(TENANT, digest);
        Files.write(cached, new byte[] {1, 2, 3});

        assertThat(Files.readAllBytes(store.get(TENANT, digest))).isEqualTo(content(2_000));
    }

    @Test
    void aCacheFileThatNobodyAskedForWithinADayGoesWhenAnotherComes() throws IOException {
        Path unused = store.get(TENANT, put(content(1)));
        String digest = put(content(2));
        Path used = store.get(TENANT, digest);
        Path foreign = Files.writeString(cache.resolve("notes.txt"), "not the cache's");
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        for (Path file : new Path[] {unused, used, foreign}) Files.setLastModifiedTime(file, longAgo);

        assertThat(store.get(TENANT, digest)).isEqualTo(used);
        store.get(TENANT, put(content(3)));

        assertThat(unused).doesNotExist();
        assertThat(used).exists();
        assertThat(foreign).exists();
    }

    @Test
    void spoiledBytesInTheDatabaseAreAnErrorAndNoFile() {
        String digest = put(content(2_000));
        database.useTransaction(handle -> handle.execute("update artefact_chunk set body = '\\x00'"));

        assertThatThrownBy(() -> store.get(TENANT, digest))
                .isInstanceOfSatisfying(
                        SteerStreamException.class,
                        damaged -> assertThat(damaged.failure().kind()).isEqualTo(Failure.Kind.RESOURCE))
                .hasMessageContaining(digest);
        assertThat(cache.resolve(TENANT)).doesNotExist();
    }

    @Test
    void anotherTenantsDigestIsNotFoundEvenWhereItIsCached() throws IOException {
        String digest = put(content(10));
        assertThat(store.get(TENANT, digest)).exists();

        assertThatThrownBy(() -> store.get("other", digest)).hasMessageContaining("tenant other has no artefact");
    }

    @Test
    void whatIsNoDigestOrTenantNeverBecomesAPath() {
        assertThatThrownBy(() -> store.get(TENANT, "../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.get("../x", "a".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsStillReferredToStays() {
        String digest = put(content(10));
        database.useTransaction(handle -> handle.execute(
                "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, 'a', ?, '{}')",
                TENANT,
                "b".repeat(64),
                digest));

        boolean removed = database.inTransaction(handle -> store.remove(handle, TENANT, digest));
        assertThat(removed).isFalse();

        database.useTransaction(handle -> handle.execute("delete from adapter"));
        boolean removedThen = database.inTransaction(handle -> store.remove(handle, TENANT, digest));
        assertThat(removedThen).isTrue();
        assertThat(count(database, "select count(*) from artefact_chunk")).isZero();
    }

    private String put(byte[] content) {
        return database.inTransaction(handle -> store.put(handle, TENANT, ArtefactKind.ADAPTER, content));
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
