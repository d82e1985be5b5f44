package dev.steerstream.cli.engine.generation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.TokenTrace;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.text.Tokenizer;
import java.util.List;
import java.util.Locale;

/**
 * The answers to one prompt in one mode, with what decoding them took.
 *
 * @param promptTokens of the prompt
 * @param prefillSeconds until every answer had its first token
 * @param decodeSeconds from then to the end
 * @param steps forwards in that time; fewer than the tokens where guesses were right
 */
public record LocalAnswers(
        Steering steering,
        int promptTokens,
        List<GenerationOutcome> outcomes,
        long seed,
        double prefillSeconds,
        double decodeSeconds,
        int steps) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public LocalAnswers {
        outcomes = List.copyOf(outcomes);
    }

    /** base, warm or steered. */
    public String mode() {
        return steering.mode().name().toLowerCase(Locale.ROOT);
    }

    public int tokens() {
        return outcomes.stream().mapToInt(outcome -> outcome.trace().size()).sum();
    }

    public int changedTokens() {
        return outcomes.stream().mapToInt(GenerationOutcome::changedTokens).sum();
    }

    /** Tokens a second after the first ones; 0 where there were no others. */
    public double tokensPerSecond() {
        int later = tokens() - outcomes.size();
        return later <= 0 || decodeSeconds <= 0 ? 0 : later / decodeSeconds;
    }

    /** Tokens that a guess gave, beyond the one that every forward gives; only an answer alone is guessed ahead. */
    public int draftHits() {
        boolean alone = outcomes.size() == 1 && outcomes.get(0).score().isEmpty();
        return alone ? Math.max(0, tokens() - 1 - steps) : 0;
    }

    /** Whether tokens are shown with their log-probabilities is for the caller to say. */
    public ObjectNode json(Tokenizer tokenizer, boolean logprobs) {
        ObjectNode json = MAPPER.createObjectNode().put("mode", mode());
        if (steering.mode() == Mode.STEERED) {
            json.put("strength", steering.strength().value()).put("confidence", steering.confidence());
        }
        json.put("prompt_tokens", promptTokens)
                .put("tokens", tokens())
                .put("changed_tokens", changedTokens())
                .put("draft_hits", draftHits())
                .put("seed", seed)
                .put("prefill_seconds", prefillSeconds)
                .put("decode_seconds", decodeSeconds)
                .put("tokens_per_second", tokensPerSecond());
        ArrayNode choices = json.putArray("choices");
        for (GenerationOutcome outcome : outcomes) {
            ObjectNode choice = choices.addObject()
                    .put("text", outcome.text())
                    .put("finish_reason", outcome.finishReason().name().toLowerCase(Locale.ROOT))
                    .put("tokens", outcome.trace().size());
            outcome.score().ifPresent(score -> choice.put("score", score));
            if (logprobs) tokens(outcome.trace(), tokenizer, choice.putArray("logprobs"));
        }
        return json;
    }

    private static void tokens(TokenTrace trace, Tokenizer tokenizer, ArrayNode list) {
        for (int place = 0; place < trace.size(); place++) {
            int id = trace.token(place);
            ObjectNode token = list.addObject().put("id", id).put("token", tokenizer.decode(new int[] {id}, false));
            put(token, "base", trace.baseLogProbabilities()[place]);
            put(token, "warm", trace.warmLogProbabilities()[place]);
            put(token, "steered", trace.steeredLogProbabilities()[place]);
            TopTokens top = trace.alternatives().get(place);
            if (top.size() == 0) continue;
            ArrayNode alternatives = token.putArray("top");
            for (int rank = 0; rank < top.size(); rank++) {
                alternatives
                        .addObject()
                        .put("id", top.token(rank))
                        .put("token", tokenizer.decode(new int[] {top.token(rank)}, false))
                        .put("logprob", top.logProbability(rank));
            }
        }
    }

    /** A row that did not run has none. */
    private static void put(ObjectNode token, String name, double logProbability) {
        if (Double.isFinite(logProbability)) token.put(name, logProbability);
    }
}
