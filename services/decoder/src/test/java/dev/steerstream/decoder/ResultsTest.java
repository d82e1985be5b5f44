package dev.steerstream.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.Logprobs;
import dev.steerstream.schemas.GenerationResult.State;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.TopLogprob;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private final Results results = new Results(Clock.systemUTC());
    private final Incoming incoming = PreparationTest.delivered(1);

    @Test
    void anAnswerThatFitsAMessageIsTheResult() {
        GenerationResult result = result(State.SUCCEEDED, "short");

        assertThat(results.fitting(result, incoming)).isSameAs(result);
    }

    @Test
    void anAnswerThatNoMessageCanCarryFailsByName() {
        GenerationResult result = results.fitting(result(State.SUCCEEDED, huge()), incoming);

        assertThat(result.state()).isEqualTo(State.FAILED);
        assertThat(result.failure().code()).isEqualTo("ANSWER_TOO_LARGE");
        assertThat(result.failure().kind()).isEqualTo(Failure.Kind.USER);
        assertThat(result.failure().message()).contains("9000 tokens");
        assertThat(result.choices()).isNull();
    }

    @Test
    void logProbabilitiesThatNoMessageCanCarryAreReadFromTheDetail() {
        TopLogprob top = new TopLogprob("word", -1.25, List.of(119, 111, 114, 100));
        TokenLogprob token = new TokenLogprob("word", -1.25, top.bytes(), Collections.nCopies(20, top));
        Choice choice =
                new Choice(0, "words", "length", 2000, null, new Logprobs(Collections.nCopies(2000, token)), null);
        Choice short100 =
                new Choice(0, "words", "length", 100, null, new Logprobs(Collections.nCopies(100, token)), null);

        assertThat(results.fitting(result(short100), incoming)).isEqualTo(result(short100));
        GenerationResult kept = results.fitting(result(choice), incoming);
        assertThat(kept.state()).isEqualTo(State.SUCCEEDED);
        assertThat(kept.choices().get(0).text()).isEqualTo("words");
        assertThat(kept.choices().get(0).logprobs()).isNull();
        assertThat(kept.choices().get(0).logprobsInDetail()).isTrue();
    }

    private static GenerationResult result(Choice choice) {
        return new GenerationResult(
                "r", null, State.SUCCEEDED, List.of(choice), null, null, null, null, null, null, null, null);
    }

    @Test
    void whatWasCancelledStaysCancelledWithoutItsText() {
        GenerationResult result = results.fitting(result(State.CANCELLED, huge()), incoming);

        assertThat(result.state()).isEqualTo(State.CANCELLED);
        assertThat(result.failure()).isNull();
        assertThat(result.choices()).isNull();
    }

    private static String huge() {
        return "x".repeat(Topic.MAXIMUM_MESSAGE_BYTES);
    }

    private static GenerationResult result(State state, String text) {
        return new GenerationResult(
                "r",
                null,
                state,
                List.of(new Choice(0, text, "stop", 9_000)),
                new Usage(1, 9_000, 9_001),
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                0.0,
                0.0,
                null);
    }
}
