package dev.steerstream.decoder.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.generation.FinishReason;
import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.generation.TokenText;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.decoder.topic.Cancellations.RequestName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecodingLoopTest {
    private static final int MANY = 1_000_000;
    private final ScriptedModel model = new ScriptedModel();
    private final DecodingLoop loop = DecodingLoop.start(model, 4, 1);

    @AfterEach
    void close() {
        model.steps.release(MANY);
        loop.close();
        assertThat(model.open()).isZero();
    }

    @Test
    void aRequestsAnswersComeInOrderWithWhatEachChose() throws Exception {
        model.steps.release(MANY);
        Decoded decoded =
                loop.submit(request("a", Lane.INTERACTIVE, false, 3, 5)).get();

        assertThat(decoded.outcomes()).hasSize(3).allSatisfy(outcome -> {
            assertThat(outcome.trace().tokens()).containsExactly(2, 3, 4, 5, 6);
            assertThat(outcome.finishReason()).isEqualTo(FinishReason.LENGTH);
        });
        assertThat(decoded.stopped()).isEmpty();
        assertThat(decoded.firstToken()).isPresent();
    }

    @Test
    void requestsJoinWhileOthersRunAndSlotsBoundThem() throws Exception {
        List<CompletableFuture<Decoded>> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) all.add(loop.submit(request("r" + i, Lane.INTERACTIVE, false, 1, 20)));
        model.steps.release(MANY);
        for (CompletableFuture<Decoded> one : all) {
            assertThat(one.get().outcomes()).hasSize(1);
        }

        assertThat(model.most()).isEqualTo(4);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> loop.load().running() == 0);
    }

    /** A backlog of batch requests was there first; of four slots one is reserved for them. */
    @Test
    void aBacklogOfBatchRequestsHoldsNoInteractiveOneUpAndIsNotHeldUpByThem() {
        List<String> ended = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(loop.submit(request("b" + i, Lane.BATCH, false, 1, 5, 40)).thenRun(() -> ended.add("batch")));
        }
        for (int i = 0; i < 12; i++) {
            all.add(loop.submit(request("i" + i, Lane.INTERACTIVE, false, 1, 5, 10))
                    .thenRun(() -> ended.add("interactive")));
        }
        model.steps.release(MANY);
        all.forEach(CompletableFuture::join);

        // Three that ran already end first; from then on three slots are for interactive requests, one for batch.
        List<String> until = ended.subList(0, ended.lastIndexOf("interactive"));
        assertThat(until.stream().filter("batch"::equals).count()).isBetween(3L, 9L);
        List<List<Integer>> steps = model.stepsOf(10);
        // One joins at a step, so that a slot may be empty for one.
        assertThat(steps.stream().filter(step -> step.contains(40)).count())
                .as("steps of %s that a batch request is in", steps)
                .isGreaterThan(steps.size() / 2);
    }

    /** Within a lane, whatever tenants they are of. */
    @Test
    void requestsStartInTheOrderInWhichTheyCame() {
        List<CompletableFuture<Decoded>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) all.add(loop.submit(request("r" + i, Lane.INTERACTIVE, false, 1, 3, 10 + i)));
        model.steps.release(MANY);
        all.forEach(CompletableFuture::join);
        assertThat(model.started()).isSorted().hasSize(12);
    }

    @Test
    void aStoppedRequestEndsWithWhatItHasAndOthersGoOn() throws Exception {
        CompletableFuture<Decoded> stopped = loop.submit(request("stopped", Lane.INTERACTIVE, false, 6, 40));
        model.steps.release(10);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> model.steps.availablePermits() == 0);
        CompletableFuture<Decoded> other = loop.submit(request("other", Lane.INTERACTIVE, false, 1, 4));
        loop.stop(new RequestName("default", "stopped"), StopReason.EXPIRED);
        loop.stop(new RequestName("default", "stopped"), StopReason.CANCELLED);
        loop.stop(new RequestName("default", "unknown"), StopReason.CANCELLED);
        model.steps.release(MANY);

        assertThat(stopped.get().stopped()).contains(StopReason.EXPIRED);
        assertThat(stopped.get().outcomes())
                .hasSize(4)
                .extracting(GenerationOutcome::finishReason)
                .containsOnly(FinishReason.CANCELLED);
        assertThat(other.get().outcomes().get(0).finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aSuspectRunsAlone() throws Exception {
        CompletableFuture<Decoded> first = loop.submit(request("first", Lane.INTERACTIVE, false, 2, 10));
        CompletableFuture<Decoded> suspect = loop.submit(request("suspect", Lane.BATCH, true, 1, 10, 33));
        CompletableFuture<Decoded> later = loop.submit(request("later", Lane.INTERACTIVE, false, 2, 10));
        model.steps.release(MANY);
        first.get();
        suspect.get();
        later.get();

        // Nine steps follow an answer's first token.
        assertThat(model.stepsOf(33)).hasSize(9).containsOnly(List.of(33));
    }

    @Test
    void aModelThatFailsFailsItsRequestsAndTheLoopLives() throws Exception {
        model.broken = true;
        CompletableFuture<Decoded> failed = loop.submit(request("failed", Lane.INTERACTIVE, false, 6, 10));
        model.steps.release(MANY);
        assertThatThrownBy(failed::get).hasMessageContaining("broken");

        model.broken = false;
        assertThat(loop.submit(request("next", Lane.INTERACTIVE, false, 1, 3))
                        .get()
                        .outcomes())
                .hasSize(1);
        assertThat(loop.alive()).isTrue();
    }

    @Test
    void closingStopsWhatRunsAndWhatCame() throws Exception {
        CompletableFuture<Decoded> running = loop.submit(request("running", Lane.BATCH, false, 1, 50));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> loop.load().running() == 1);
        model.steps.release(MANY);
        loop.close();

        assertThat(running.get().stopped())
                .isIn(java.util.Optional.empty(), java.util.Optional.of(StopReason.SHUTDOWN));
        assertThat(loop.alive()).isFalse();
    }

    @Test
    void aBeamSearchTakesAsManySlotsAsBeamsAndGivesItsBestAnswersAtTheEnd() throws Exception {
        List<String> heard = new ArrayList<>();
        CompletableFuture<Decoded> wide = loop.submit(search("wide", 3, 2, heard));
        CompletableFuture<Decoded> beside = loop.submit(request("beside", Lane.INTERACTIVE, false, 3, 9));
        model.steps.release(MANY);

        List<GenerationOutcome> answers = wide.get().outcomes();
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).trace().tokens()).containsExactly(2, 3, 4, 5);
        assertThat(answers.get(0).score().orElseThrow())
                .isGreaterThan(answers.get(1).score().orElseThrow());
        assertThat(heard)
                .startsWith("0:<2>", "0:<3>", "0:<4>", "0:<5>", "0 length")
                .endsWith("1 length");
        assertThat(beside.get().outcomes()).hasSize(3);
        assertThat(model.most()).isLessThanOrEqualTo(4);
    }

    private static RunningRequest search(String id, int width, int answers, List<String> heard) {
        RunningRequest.ChunkSink chunks = new RunningRequest.ChunkSink() {
            @Override
            public void token(int choice, GeneratedToken token) {
                heard.add(choice + ":" + token.text());
            }

            @Override
            public void finished(int choice, String finishReason) {
                heard.add(choice + " " + finishReason);
            }
        };
        AnswerSpecification specification = new AnswerSpecification(
                GenerationSpecification.of(Steering.base(), SamplingParameters.greedy(), 4, Set.of()),
                answers,
                width,
                1);
        return request(id, Lane.INTERACTIVE, false, specification, 1, chunks);
    }

    private static RunningRequest request(String id, Lane lane, boolean alone, int answers, int tokens) {
        return request(id, lane, alone, answers, tokens, 1);
    }

    private static RunningRequest request(String id, Lane lane, boolean alone, int answers, int tokens, int prompt) {
        AnswerSpecification specification = AnswerSpecification.each(
                GenerationSpecification.of(Steering.base(), SamplingParameters.greedy(), tokens, Set.of()), answers);
        return request(id, lane, alone, specification, prompt, RunningRequest.ChunkSink.NONE);
    }

    private static RunningRequest request(
            String id,
            Lane lane,
            boolean alone,
            AnswerSpecification answers,
            int prompt,
            RunningRequest.ChunkSink chunks) {
        int tokens = answers.specification().maxTokens();
        return new RunningRequest(
                new RequestName("default", id),
                lane,
                alone,
                new SequenceSpecification(new int[] {prompt}, null, Rows.BASE, 1 + tokens, false),
                answers,
                () -> new TokenText() {
                    @Override
                    public String append(int token) {
                        return "<" + token + ">";
                    }

                    @Override
                    public String finish() {
                        return "";
                    }

                    @Override
                    public TokenText fork() {
                        return this;
                    }
                },
                chunks,
                Clock.systemUTC());
    }
}
