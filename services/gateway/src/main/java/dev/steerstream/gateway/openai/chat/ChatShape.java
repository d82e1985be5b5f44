package dev.steerstream.gateway.openai.chat;

import dev.steerstream.gateway.openai.answers.AnswerShape;
import dev.steerstream.gateway.openai.answers.Fingerprint;
import dev.steerstream.gateway.openai.answers.Head;
import dev.steerstream.gateway.openai.answers.TokenFacts;
import dev.steerstream.gateway.openai.chat.ChatViews.ChatCompletion;
import dev.steerstream.gateway.openai.chat.ChatViews.Choice;
import dev.steerstream.gateway.openai.chat.ChatViews.Chunk;
import dev.steerstream.gateway.openai.chat.ChatViews.ChunkChoice;
import dev.steerstream.gateway.openai.chat.ChatViews.Delta;
import dev.steerstream.gateway.openai.chat.ChatViews.Logprobs;
import dev.steerstream.gateway.openai.chat.ChatViews.Message;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.Receipt;
import java.util.List;
import java.util.Map;

/** Chat completions and their chunks. */
final class ChatShape implements AnswerShape {
    private static final String ROLE = "assistant";

    @Override
    public Object whole(Head head, GenerationResult result, Map<Integer, TokenFacts> facts) {
        return new ChatCompletion(
                head.id(),
                "chat.completion",
                head.created(),
                head.model(),
                result.choices().stream()
                        .map(choice -> new Choice(
                                choice.index(),
                                new Message(ROLE, choice.text(), null),
                                logprobs(facts.get(choice.index())),
                                choice.finishReason(),
                                facts.get(choice.index()).explanations()))
                        .toList(),
                result.usage(),
                Fingerprint.of(result.receipt()),
                result.receipt());
    }

    @Override
    public Object opening(Head head, int choice) {
        return chunk(head, new ChunkChoice(choice, new Delta(ROLE, ""), null, null, null), null);
    }

    @Override
    public Object text(Head head, int choice, String text, TokenFacts facts) {
        return chunk(
                head,
                new ChunkChoice(choice, new Delta(null, text), logprobs(facts), null, facts.explanations()),
                null);
    }

    @Override
    public Object end(Head head, GenerationResult.Choice choice, TokenFacts rest, Receipt receipt) {
        return chunk(
                head,
                new ChunkChoice(
                        choice.index(),
                        new Delta(null, null),
                        logprobs(rest),
                        choice.finishReason(),
                        rest.explanations()),
                receipt);
    }

    @Override
    public Object usage(Head head, Usage usage, Receipt receipt) {
        return new Chunk(
                head.id(),
                "chat.completion.chunk",
                head.created(),
                head.model(),
                List.of(),
                usage,
                Fingerprint.of(receipt),
                receipt);
    }

    private static Chunk chunk(Head head, ChunkChoice choice, Receipt receipt) {
        return new Chunk(
                head.id(),
                "chat.completion.chunk",
                head.created(),
                head.model(),
                List.of(choice),
                null,
                Fingerprint.of(receipt),
                receipt);
    }

    private static Logprobs logprobs(TokenFacts facts) {
        return facts.logprobs() == null ? null : new Logprobs(facts.logprobs(), null);
    }
}
