package dev.steerstream.gateway.openai.completions;

import dev.steerstream.gateway.openai.answers.AnswerShape;
import dev.steerstream.gateway.openai.answers.Fingerprint;
import dev.steerstream.gateway.openai.answers.Head;
import dev.steerstream.gateway.openai.answers.TokenFacts;
import dev.steerstream.gateway.openai.completions.CompletionViews.Choice;
import dev.steerstream.gateway.openai.completions.CompletionViews.Completion;
import dev.steerstream.gateway.openai.completions.CompletionViews.Logprobs;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.TopLogprob;
import dev.steerstream.schemas.GenerationResult.Usage;
import dev.steerstream.schemas.Receipt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Text completions; a chunk is one with a piece of the text. */
final class CompletionShape implements AnswerShape {
    @Override
    public Object whole(Head head, GenerationResult result, Map<Integer, TokenFacts> facts) {
        List<Choice> choices = result.choices().stream()
                .map(choice -> new Choice(
                        choice.text(),
                        choice.index(),
                        logprobs(facts.get(choice.index())),
                        choice.finishReason(),
                        facts.get(choice.index()).explanations()))
                .toList();
        return completion(head, choices, result.usage(), result.receipt());
    }

    @Override
    public Object opening(Head head, int choice) {
        return null;
    }

    @Override
    public Object text(Head head, int choice, String text, TokenFacts facts) {
        Choice piece = new Choice(text, choice, logprobs(facts), null, facts.explanations());
        return completion(head, List.of(piece), null, null);
    }

    @Override
    public Object end(Head head, GenerationResult.Choice choice, TokenFacts rest, Receipt receipt) {
        Choice last = new Choice("", choice.index(), logprobs(rest), choice.finishReason(), rest.explanations());
        return completion(head, List.of(last), null, receipt);
    }

    @Override
    public Object usage(Head head, Usage usage, Receipt receipt) {
        return completion(head, List.of(), usage, receipt);
    }

    private static Completion completion(Head head, List<Choice> choices, Usage usage, Receipt receipt) {
        return new Completion(
                head.id(),
                "text_completion",
                head.created(),
                head.model(),
                choices,
                usage,
                Fingerprint.of(receipt),
                receipt);
    }

    private static Logprobs logprobs(TokenFacts facts) {
        List<TokenLogprob> tokens = facts.logprobs();
        if (tokens == null) return null;
        List<Map<String, Double>> top = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        int offset = facts.offset();
        for (TokenLogprob token : tokens) {
            Map<String, Double> likely = new LinkedHashMap<>();
            // Two tokens may look alike; the more probable one comes first and stays.
            for (TopLogprob one : token.topLogprobs()) likely.putIfAbsent(one.token(), one.logprob());
            top.add(likely);
            offsets.add(offset);
            offset += token.token().length();
        }
        return new Logprobs(
                tokens.stream().map(TokenLogprob::token).toList(),
                tokens.stream().map(TokenLogprob::logprob).toList(),
                top,
                offsets);
    }
}
