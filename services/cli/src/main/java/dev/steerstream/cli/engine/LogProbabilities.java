package dev.steerstream.cli.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.CompletionVisitor;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.EncodedText;
import java.util.List;
import java.util.function.Consumer;

/**
 * The log-probabilities, in nats, of given completions under base, warm and steered.
 *
 * <p>Base and warm are over the whole vocabulary. Steered is over the tokens that the confidence mask leaves (all of them
 * at confidence 0); a token that it removes has none.
 */
public final class LogProbabilities {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final LanguageModel model;
    private final String adapter;
    private final Steering steering;

    /**
     * @param adapter digest of an attached adapter; null: warm is the base and there is nothing to steer by
     * @param steering strength and confidence
     */
    public LogProbabilities(LanguageModel model, String adapter, Steering steering) {
        this.model = model;
        this.adapter = adapter;
        this.steering = steering;
    }

    /**
     * Scores the rows one after the other and hands out a line for each.
     *
     * @param raw texts as they are, special tokens in them recognised; otherwise the prompt is a user's message in the model's
     *     chat template, or the text alone where it has none, and the completion ends with the end-of-text token
     */
    public void run(List<CompletionRow> rows, boolean raw, Consumer<ObjectNode> lines) {
        List<EncodedText> encoded = rows.stream().map(row -> encode(row, raw)).toList();
        List<TokenRow> tokens = encoded.stream()
                .map(text -> new TokenRow(text.ids(), text.completionStart()))
                .toList();
        model.score(tokens, adapter, new LineWriter(encoded, lines));
    }

    private EncodedText encode(CompletionRow row, boolean raw) {
        if (raw) return model.promptEncoder().raw(row.prompt(), row.completion());
        return model.chatTemplate().isEmpty()
                ? model.promptEncoder().plain(row.prompt(), row.completion())
                : model.promptEncoder().chat(List.of(new ChatMessage("user", row.prompt())), row.completion());
    }

    /** Fills one line after the other while the engine shows the logits. */
    private final class LineWriter implements CompletionVisitor {
        private final List<EncodedText> rows;
        private final Consumer<ObjectNode> lines;
        private final SteeringStep step = new SteeringStep(model.config().vocabularySize());
        private int current = -1;
        private ObjectNode line;

        private LineWriter(List<EncodedText> rows, Consumer<ObjectNode> lines) {
            this.rows = rows;
            this.lines = lines;
        }

        @Override
        public void token(int row, int token, int gold, float[] warm, float[] base) {
            if (row != current) begin(row);
            step.compute(steering, TokenBans.none(), token, warm, base);
            ((ArrayNode) line.get("token_ids")).add(gold);
            add("base", step.baseLogProbability(gold));
            add("warm", step.warmLogProbability(gold));
            add("steered", step.steeredLogProbability(gold));
            if (token == rows.get(row).length() - 1) lines.accept(line);
        }

        private void begin(int row) {
            current = row;
            line = MAPPER.createObjectNode().put("row", row);
            for (String member : List.of("token_ids", "base", "warm", "steered")) line.putArray(member);
        }

        private void add(String member, double logProbability) {
            ArrayNode values = (ArrayNode) line.get(member);
            // A removed token has the probability 0: JSON has no number for its logarithm.
            if (logProbability == Double.NEGATIVE_INFINITY) values.addNull();
            else values.add(logProbability);
        }
    }
}
