package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.artefacts.Digests;
import dev.steerstream.work.artefacts.FileBundle;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.exchange.Origin;
import dev.steerstream.work.exchange.ProfileBundle;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Profiles through the door: out as a zip, in again where they belong. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class ProfilesIT {
    private static final String BASE = "b".repeat(64);
    private static final String ADAPTER = "c".repeat(64);
    private static final byte[] VECTOR = {9, 8, 7};

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    @Inject
    ArtefactStore artefacts;

    @TempDir
    Path folder;

    private String tenant;
    private Door door;

    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "p" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        database.useTransaction(handle -> handle.execute("delete from served_model"));
        served(BASE);
    }

    private void served(String modelDigest) {
        database.useTransaction(handle -> handle.execute(
                "insert into served_model (decoder, model, model_digest, tokenizer_digest, chat_template_digest,"
                        + " vocabulary_size, weight_format, weight_format_reason, device, threads) values (?, 'small', ?, ?, ?, 97,"
                        + " 'int4', 'Chosen at start.', 'cpu', 2)",
                "decoder-" + modelDigest,
                modelDigest,
                BASE,
                BASE));
    }

    private static ProfileBundle bundle() {
        SteeringProfile profile = new SteeringProfile(
                "triage",
                3,
                SteeringProfile.State.IN_FORCE,
                Instant.parse("2026-01-02T03:04:05Z"),
                "made",
                "small",
                BASE,
                BASE,
                BASE,
                97,
                ADAPTER,
                HexFormat.of().formatHex(Digests.sha256().digest(VECTOR)),
                "delta",
                "optimal",
                -1.5,
                -2,
                -1,
                false,
                false,
                0.1,
                null,
                null);
        return new ProfileBundle(
                profile,
                "{\"rows\":80}",
                new Origin(
                        "tickets",
                        "one",
                        Json.read(WarmStartConfiguration.class, "{}"),
                        Json.read(CalibrationConfiguration.class, "{}")),
                "{}",
                Map.of(
                        "adapter_config.json",
                        "{}".getBytes(StandardCharsets.UTF_8),
                        "adapter_model.safetensors",
                        new byte[] {1, 2, 3}),
                VECTOR);
    }

    private Door.Answer send(byte[] zip) {
        return door.send(door.request("/v1/tasks/sorting/profiles")
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(zip)));
    }

    private byte[] changed(String name) throws Exception {
        Map<String, byte[]> files =
                new TreeMap<>(FileBundle.unpack(Files.write(folder.resolve("it.zip"), bundle().pack()), 1 << 20));
        files.get(name)[0] ^= 1;
        return FileBundle.pack(files);
    }

    @Test
    void anImportIsACommandWithTheStoredBundle() throws Exception {
        Door.Answer answer = send(bundle().pack());
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        assertThat(answer.body().path("state").asText()).isEqualTo("accepted");
        String id = answer.body().path("adaptation").asText();
        assertThat(id).startsWith("imported-");
        assertThat(send(bundle().pack()).body().path("adaptation").asText()).isEqualTo(id);

        AdaptationCommand command = new Log(bootstrap, prefix)
                .read(Topic.ADAPTATION_COMMANDS, 1, message -> tenant.equals(Log.header(message, "ce_tenant"))).stream()
                        .map(message -> Contracts.read(AdaptationCommand.class, message.value()))
                        .findFirst()
                        .orElseThrow();
        assertThat(command.action()).isEqualTo(AdaptationCommand.Action.IMPORT);
        assertThat(command.task()).isEqualTo("sorting");
        assertThat(command.adaptation()).isEqualTo(id);
        ProfileBundle stored = ProfileBundle.unpack(artefacts.get(tenant, command.artefact()), 1 << 20);
        assertThat(stored.profile()).isEqualTo(bundle().profile());
    }

    @Test
    void aChangedFileIsRefusedByName() throws Exception {
        for (String name : new String[] {"adapter_model.safetensors", "profile.json", "vector.safetensors"}) {
            Door.Answer answer = send(changed(name));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("INVALID_EXPORT");
            assertThat(answer.detail()).contains(name);
        }
        assertThat(send("no zip at all".getBytes(StandardCharsets.UTF_8)).code())
                .isEqualTo("INVALID_EXPORT");
    }

    @Test
    void aProfileOfAnotherBaseIsRefusedWithBothDigests() {
        database.useTransaction(handle -> handle.execute("delete from served_model"));
        assertThat(send(bundle().pack()).code()).isEqualTo("NO_DECODER");
        served("d".repeat(64));
        Door.Answer answer = send(bundle().pack());
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("BASE_MISMATCH");
        assertThat(answer.detail()).contains(BASE).contains("d".repeat(64));
        assertThat(door.get("/v1/decoders")
                        .body()
                        .at("/items/0/weight_format_reason")
                        .asText())
                .isEqualTo("Chosen at start.");
    }

    @Test
    void aStoredProfileLeavesAsAZipOfItsTenantOnly() throws Exception {
        ProfileBundle bundle = bundle();
        AdapterStore adapters = new AdapterStore(database, artefacts);
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task, next_profile_version) values (?, 'triage', 4)", tenant);
            handle.execute(
                    "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state, warm_start,"
                            + " calibration, adapter_digest, profile_version, ended_at) values (?, 'made', 'triage', 'tickets', 'one', ?,"
                            + " 'succeeded', '{}', '{}', ?, 3, now())",
                    tenant,
                    BASE,
                    ADAPTER);
            adapters.put(handle, tenant, ADAPTER, "made", bundle.adapter(), "{}");
            artefacts.put(handle, tenant, ArtefactKind.VECTOR, VECTOR);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest, vector_digest,"
                            + " direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence, profile,"
                            + " report) values (?, 'triage', 3, 'made', 'in_force', ?, ?, 'delta', 'optimal', -1.5, -2, -1, false, false,"
                            + " 0.1, cast(? as jsonb), '{\"rows\": 80}')",
                    tenant,
                    ADAPTER,
                    bundle.profile().vectorDigest(),
                    Json.write(bundle.profile()));
        });
        HttpResponse<byte[]> zip = HttpClient.newHttpClient()
                .send(
                        door.request("/v1/tasks/triage/profiles/3/export").GET().build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(zip.statusCode()).isEqualTo(200);
        ProfileBundle found = ProfileBundle.unpack(Files.write(folder.resolve("out.zip"), zip.body()), 1 << 20);
        assertThat(found.profile()).isEqualTo(bundle.profile());
        assertThat(found.vector()).isEqualTo(VECTOR);
        assertThat(door.get("/v1/tasks/triage/profiles/4/export").code()).isEqualTo("UNKNOWN_PROFILE");
        assertThat(new Door(base, "someone-else")
                        .get("/v1/tasks/triage/profiles/3/export")
                        .status())
                .isEqualTo(404);
    }
}
