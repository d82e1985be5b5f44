package dev.steerstream.gateway.generations.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.TokenChunk;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StreamedAnswerTest {
    static TokenChunk chunk(int attempt, int index, String text, int tokens, String finish) {
        return new TokenChunk("r", attempt, 0, index, text, tokens, finish, null);
    }

    static GenerationResult result(String text, int tokens) {
        return new GenerationResult(
                "r",
                null,
                GenerationResult.State.SUCCEEDED,
                List.of(new GenerationResult.Choice(0, text, "stop", tokens)),
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null);
    }

    @Test
    void chunksPassAsTheyComeAndNothingIsLeftForTheEnd() {
        StreamedAnswer answer = new StreamedAnswer();
        assertThat(answer.take(chunk(1, 0, "Hel", 1, null))).contains(chunk(1, 0, "Hel", 1, null));
        assertThat(answer.take(chunk(1, 1, "lo", 2, "stop"))).contains(chunk(1, 1, "lo", 2, "stop"));
        assertThat(answer.rest(result("Hello", 3))).isEmpty();
    }

    @Test
    void anAttemptThatRepeatsWhatWasSentIsLeftOutUpToWhatIsNew() {
        StreamedAnswer answer = new StreamedAnswer();
        answer.take(chunk(1, 0, "Hel", 1, null));
        assertThat(answer.take(chunk(2, 0, "He", 1, null))).isEmpty();
        assertThat(answer.take(chunk(2, 1, "llo", 1, null))).contains(chunk(2, 1, "lo", 1, null));
        assertThat(answer.take(chunk(1, 1, "zzz", 1, null)))
                .as("of the attempt that was taken over")
                .isEmpty();
    }

    @Test
    void anAttemptThatSaysOtherThanWhatWasSentEndsTheStream() {
        StreamedAnswer answer = new StreamedAnswer();
        answer.take(chunk(1, 0, "Hello", 2, null));
        assertThatThrownBy(() -> answer.take(chunk(2, 0, "Help", 2, null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("taken over");
        assertThatThrownBy(() -> answer.rest(result("Goodbye", 2))).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatWasMissedComesWithTheEnd() {
        StreamedAnswer answer = new StreamedAnswer();
        answer.take(chunk(1, 0, "He", 1, null));
        assertThat(answer.take(chunk(1, 2, "o", 1, null))).isEmpty();
        assertThat(answer.rest(result("Hello", 3))).containsExactly(chunk(1, 1, "llo", 2, "stop"));
    }

    private static TokenChunk told(int attempt, int index, String text, String... tokens) {
        return new TokenChunk(
                "r",
                attempt,
                0,
                index,
                text,
                tokens.length,
                null,
                null,
                Stream.of(tokens)
                        .map(token -> new TokenLogprob(token, -0.5, List.of(), List.of()))
                        .toList(),
                null);
    }

    private static List<String> logprobs(TokenChunk chunk) {
        return chunk.logprobs().stream().map(TokenLogprob::token).toList();
    }

    @Test
    void whatIsSaidOfTokensComesOnceAlsoWhereAnotherDecoderTakesOver() {
        StreamedAnswer answer = new StreamedAnswer();
        assertThat(logprobs(answer.take(told(1, 0, "ab", "a", "b")).orElseThrow()))
                .containsExactly("a", "b");
        assertThat(answer.take(told(2, 0, "ab", "a", "b"))).isEmpty();
        assertThat(logprobs(answer.take(told(2, 2, "c", "c")).orElseThrow())).containsExactly("c");
    }
}
