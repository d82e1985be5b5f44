package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.local.EmbeddedPostgres;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.SamplingOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of its own, which goes away while a request runs. */
class DatabaseAwayIT {
    @TempDir
    Path directory;

    @Test
    void aRunningRequestFinishesAndHoldsUntilTheDatabaseIsBackAndNothingNewIsTaken() throws Exception {
        EmbeddedPostgres.Options options = new EmbeddedPostgres.Options(false, 50);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, options);
        try (DecoderFixture fixture = new DecoderFixture(DatabaseAwayIT.class, postgres.database("away"));
                Decoder decoder = fixture.start()) {
            fixture.send(story("running", 150));
            fixture.awaitState("running", "running");
            postgres.close();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !decoder.ready());
            // A poll that is under way may still bring something.
            Thread.sleep(1_500);
            fixture.send(story("later", 4));
            // The answer is complete and waits for the database; its record's lock is renewed meanwhile.
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> decoder.decodingAnswers() == 0);
            Thread.sleep(16_000);
            assertThat(decoder.alive()).isTrue();
            assertThat(decoder.heldRecords()).isEqualTo(1);

            postgres = EmbeddedPostgres.start(directory, options);
            fixture.reach(postgres.database("away"));
            GenerationResult running = fixture.result("running");
            GenerationResult later = fixture.result("later");

            assertThat(running.state()).isEqualTo(State.SUCCEEDED);
            assertThat(running.receipt().attempt()).isEqualTo(1);
            assertThat(later.state()).isEqualTo(State.SUCCEEDED);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(decoder::ready);
        } finally {
            postgres.close();
        }
    }

    private static GenerationRequest story(String id, int tokens) {
        return new GenerationRequest(
                id,
                null,
                null,
                "Once upon a time",
                new SamplingOptions(tokens, null, null, null, null, null, null, null),
                null,
                null,
                null,
                null,
                null);
    }
}
