package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.adaptations.AdaptationCommands;
import dev.steerstream.work.adaptations.AdaptationStore;
import dev.steerstream.work.adaptations.ImportedProfiles;
import dev.steerstream.work.adaptations.TaskDeletion;
import dev.steerstream.work.adaptations.TaskProfiles;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.exchange.ProfileBundle;
import dev.steerstream.work.exchange.ProfileExport;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.outbox.Outbox;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile that was exported answers, where it is imported, token for token as where it was made. */
class ImportedProfileIT {
    private static final String OTHER = "other";

    /** An answer's first token apart. */
    private static final List<NamedStrength> BY_POSITION = List.of(
            new NamedStrength("delta[0,1)", -1.5, null, null),
            new NamedStrength("delta[1,)", -0.5, null, null),
            new NamedStrength("log_ratio", 0.25, null, null));

    @TempDir
    static Path cache;

    private static DecoderFixture fixture;
    private static Decoder decoder;

    @BeforeAll
    static void start() throws Exception {
        fixture = new DecoderFixture(ImportedProfileIT.class);
        decoder = fixture.start();
    }

    @AfterAll
    static void stop() {
        decoder.close();
        fixture.close();
    }

    @Test
    void answersAreEqualTokenForTokenAfterTheMove() throws Exception {
        Clock clock = Clock.systemUTC();
        Outbox outbox = new Outbox("test", clock);
        JobStore jobs = new JobStore();
        ArtefactStore artefacts = new ArtefactStore(fixture.database, cache);
        AdapterStore adapters = new AdapterStore(fixture.database, artefacts);
        AdaptationStore adaptations = new AdaptationStore(outbox, clock);
        TaskDeletion deletion = new TaskDeletion(adaptations, jobs, artefacts, outbox, (handle, tenant, task) -> {});
        TaskProfiles profiles = new TaskProfiles(adaptations, outbox, deletion, clock);
        AdaptationCommands commands = new AdaptationCommands(
                fixture.database,
                adaptations,
                jobs,
                new SealedSubmissions(),
                profiles,
                new ImportedProfiles(adaptations, profiles, adapters, artefacts, deletion, clock));
        made(artefacts);

        byte[] bundle = new ProfileExport(fixture.database, adapters, artefacts)
                .find(DecoderFixture.TENANT, "tickets", 1)
                .map(ProfileBundle::pack)
                .orElseThrow();
        String artefact =
                fixture.database.inTransaction(handle -> artefacts.put(handle, OTHER, ArtefactKind.ADAPTER, bundle));
        AdaptationCommands.Outcome outcome = commands.apply(
                OTHER,
                new AdaptationCommand(
                        "moved",
                        AdaptationCommand.Action.IMPORT,
                        "triage",
                        "moved",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        artefact,
                        null));
        assertThat(outcome).isEqualTo(AdaptationCommands.Outcome.APPLIED);

        GenerationResult there = ask(DecoderFixture.TENANT, "there", "tickets");
        GenerationResult here = ask(OTHER, "here", "triage");
        assertThat(there.state()).isEqualTo(GenerationResult.State.SUCCEEDED);
        assertThat(here.state()).isEqualTo(GenerationResult.State.SUCCEEDED);
        assertThat(here.choices()).isEqualTo(there.choices());
        assertThat(here.receipt().tokens()).isPositive();
        assertThat(here.receipt().adapterDigest()).isEqualTo(there.receipt().adapterDigest());
        assertThat(here.receipt().strengthApplied()).isEqualTo(-1.5);
        assertThat(here.receipt().strengths()).isEqualTo(BY_POSITION);
        assertThat(here.receipt().rule()).isEqualTo("delta[0,1)+delta[1,)+log_ratio");
    }

    /** As trainer and extractor leave it. */
    private static void made(ArtefactStore artefacts) {
        String vector = fixture.database.inTransaction(
                handle -> artefacts.put(handle, DecoderFixture.TENANT, ArtefactKind.VECTOR, new byte[] {1, 2, 3}));
        SteeringProfile plain = fixture.profile("tickets", 1, 7, -1.5);
        fixture.promote(
                new SteeringProfile(
                        plain.task(),
                        plain.version(),
                        plain.state(),
                        plain.at(),
                        plain.adaptation(),
                        plain.model(),
                        plain.modelDigest(),
                        plain.tokenizerDigest(),
                        plain.chatTemplateDigest(),
                        plain.vocabularySize(),
                        plain.adapterDigest(),
                        vector,
                        BY_POSITION.get(0).direction(),
                        plain.estimator(),
                        plain.strength(),
                        plain.strengthLow(),
                        plain.strengthHigh(),
                        plain.bounded(),
                        plain.insufficient(),
                        plain.confidence(),
                        plain.guardRepetition(),
                        plain.guardKl(),
                        null,
                        BY_POSITION,
                        null,
                        null,
                        null,
                        null),
                7);
        fixture.database.useTransaction(handle -> handle.execute(
                "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state, warm_start,"
                        + " calibration, adapter_digest, profile_version, ended_at) values (?, ?, 'tickets', 'd', 's', ?, 'succeeded',"
                        + " '{}', '{}', ?, 1, now())",
                DecoderFixture.TENANT,
                plain.adaptation(),
                vector,
                plain.adapterDigest()));
    }

    private static GenerationResult ask(String tenant, String id, String task) {
        GenerationRequest request = new GenerationRequest(
                id,
                task,
                List.of(new ChatMessage("user", "My parcel is late and nobody answers.")),
                null,
                new SamplingOptions(24, 0.8, null, null, null, 5L, null, null),
                null,
                null,
                true,
                null,
                null);
        fixture.send(
                Topic.GENERATION_REQUESTS,
                tenant,
                MessageHeaders.toKafka(MessageHeaders.of(GenerationRequest.class, "test", id, tenant, Instant.now())),
                Contracts.write(request));
        return fixture.result(id);
    }
}
