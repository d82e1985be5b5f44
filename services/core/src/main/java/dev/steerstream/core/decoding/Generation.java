package dev.steerstream.core.decoding;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.sampling.Draw;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeredTokens;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import java.util.Optional;

/**
 * The state of one growing answer: takes the logits after its last token, chooses the next, and knows when it is finished. The same
 * whether it runs alone or in a batch, streamed or whole. Not thread-safe: one thread.
 */
public final class Generation {
    private final GenerationSpecification specification;
    private final TokenText tokenText;
    private final StopStrings stopStrings;
    private final TokenBans bansBeforeMinimum;
    private final Guard guard;
    private final TokenTrace trace = new TokenTrace();
    private Steering steering;
    private FinishReason finishReason;
    private int changedTokens;
    private int nearTies;

    public Generation(GenerationSpecification specification, TokenText tokenText) {
        this.specification = specification;
        this.tokenText = tokenText;
        this.stopStrings = new StopStrings(specification.stops());
        this.bansBeforeMinimum = specification
                .bans()
                .with(specification.endOfText().stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
        this.guard = new Guard(specification.guard());
        this.steering = specification.steering();
    }

    /**
     * Chooses the next token.
     *
     * @return the token and the text that became certain by it
     * @throws dev.steerstream.core.distribution.NonFiniteLogitsException for NaN or infinity in a row; the answer cannot go on
     */
    GeneratedToken accept(StepLogits logits, DecodingWorkspace workspace) {
        if (finishReason != null) {
            throw new IllegalStateException("The answer is finished (" + finishReason + "); it takes no more tokens.");
        }
        int place = trace.size();
        TokenBans bans = place < specification.minTokens() ? bansBeforeMinimum : specification.bans();
        boolean summarised = summarised()
                && logits.summary().isPresent()
                && logits.summary().get().covers(steering, bans);
        SteeredTokens step = summarised
                ? workspace.summaryStep.compute(
                        steering, bans, place, logits.summary().get())
                : workspace.step.compute(steering, bans, place, logits.warm(), logits.base());
        Candidates candidates = step.candidates();
        specification.bias().apply(candidates);
        Draw draw = choose(workspace, candidates, place);
        int token = draw.token();
        if (draw.margin() < specification.nearTie()) {
            nearTies++;
        }
        if (steering.mode() != Mode.WARM && changed(token, summarised, logits, bans, workspace)) {
            changedTokens++;
        }
        trace.add(
                token,
                step.baseLogProbability(token),
                step.warmLogProbability(token),
                step.steeredLogProbability(token) - specification.bias().of(token),
                step.divergence());
        String text = append(token);
        if (steering.mode() == Mode.STEERED && trace.check(guard)) {
            steering = Steering.warm();
        }
        return new GeneratedToken(place, token, text);
    }

    /** Whether the next token can be chosen from a summary: greedily, and with nothing added to single tokens. */
    private boolean summarised() {
        return specification.sampling().isGreedy() && specification.bias().isNone() && RowsSummary.serves(steering);
    }

    /** The confidence of the summary that the next token can be chosen from; NaN where the rows are needed. */
    double summaryConfidence() {
        return summarised() ? steering.confidence() : Double.NaN;
    }

    private boolean changed(
            int token, boolean summarised, StepLogits logits, TokenBans bans, DecodingWorkspace workspace) {
        if (summarised) {
            return token != workspace.summaryStep.warmChoice();
        }
        return logits.warm() != null && token != warmChoice(logits.warm(), bans, workspace);
    }

    private Draw choose(DecodingWorkspace workspace, Candidates candidates, int place) {
        return workspace.sampler.choose(candidates, specification.sampling(), specification.choice(), place);
    }

    /** What the plain warm model would have chosen here: the same bans, bias and randomness, no mask. */
    private int warmChoice(float[] warm, TokenBans bans, DecodingWorkspace workspace) {
        Candidates plain = workspace.plainWarm;
        plain.clear();
        for (int v = 0; v < warm.length; v++) {
            if (!bans.bans(v)) {
                plain.add(v, warm[v]);
            }
        }
        specification.bias().apply(plain);
        return choose(workspace, plain, trace.size()).token();
    }

    private String append(int token) {
        boolean ends = specification.endOfText().contains(token);
        String text = ends ? "" : stopStrings.append(tokenText.append(token));
        if (stopStrings.stopped()) {
            finishReason = FinishReason.STOP;
        } else if (ends || trace.size() == specification.maxTokens()) {
            text += stopStrings.append(tokenText.finish()) + stopStrings.finish();
            finishReason = ends || stopStrings.stopped() ? FinishReason.STOP : FinishReason.LENGTH;
        }
        return text;
    }

    /** Ends the answer where it is. Text that was held back is dropped. No effect on a finished answer. */
    void cancel() {
        if (finishReason == null) {
            finishReason = FinishReason.CANCELLED;
        }
    }

    boolean finished() {
        return finishReason != null;
    }

    /** Tokens that may still come. */
    int remaining() {
        return specification.maxTokens() - trace.size();
    }

    int[] tokens() {
        return trace.tokens();
    }

    int lastToken() {
        return trace.token(trace.size() - 1);
    }

    GenerationSpecification specification() {
        return specification;
    }

    /** @throws IllegalStateException while the answer grows */
    GenerationOutcome outcome() {
        if (finishReason == null) {
            throw new IllegalStateException("The answer is still growing.");
        }
        return new GenerationOutcome(
                stopStrings.emitted(), finishReason, trace, changedTokens, nearTies, Optional.ofNullable(guard.trip()));
    }
}
