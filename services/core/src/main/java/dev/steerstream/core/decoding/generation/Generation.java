package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.adjustment.SeenTokens;
import dev.steerstream.core.decoding.guard.Guard;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.sampling.Draw;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeredTokens;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The state of one growing answer: takes the logits after its last token, chooses the next, and knows when it is finished. The same
 * whether it runs alone or in a batch, streamed or whole. Not thread-safe: one thread.
 *
 * <p>The order at every place: (1) the vector from the unconstrained models, (2) bans: padded vocabulary, minimum of tokens, constraint,
 * (3) survivors relative to the best among the allowed, (4) steering, (5) bias, then penalties, (6) temperature, (7) top-k, top-p, min-p.
 */
public final class Generation {
    private final GenerationSpecification specification;
    private final TokenText tokenText;
    private final StopStrings stopStrings;
    private final TokenBans bansBeforeMinimum;
    private final Guard guard;
    private final TokenTrace trace;
    private final SeenTokens seen;
    private TokenConstraint constraint; // null: none
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
        this.trace = new TokenTrace();
        this.seen = specification.adjustments().penalties().seen();
        this.constraint = specification.constraint().orElse(null);
        this.steering = specification.steering();
    }

    private Generation(Generation from) {
        specification = from.specification;
        tokenText = from.tokenText.fork();
        stopStrings = from.stopStrings.fork();
        bansBeforeMinimum = from.bansBeforeMinimum;
        guard = from.guard.fork();
        trace = from.trace.fork();
        seen = from.seen.fork();
        constraint = from.constraint;
        steering = from.steering;
        finishReason = from.finishReason;
        changedTokens = from.changedTokens;
        nearTies = from.nearTies;
    }

    /** An independent copy that goes on from here. */
    Generation fork() {
        return new Generation(this);
    }

    /**
     * Chooses the next token.
     *
     * @return the token and the text that became certain by it
     * @throws dev.steerstream.core.distribution.NonFiniteLogitsException for NaN or infinity in a row; the answer cannot go on
     */
    public GeneratedToken accept(StepLogits logits, DecodingWorkspace workspace) {
        Draw draw = choose(workspace, weigh(logits, workspace));
        noteMargin(draw.margin());
        return take(describe(draw.token(), place(logits, workspace), workspace));
    }

    /** Counts a choice that was closer than the tolerance. */
    void noteMargin(double margin) {
        if (margin < specification.nearTie()) {
            nearTies++;
        }
    }

    /** Steps 1 to 5: the tokens that may come next, with the logits to choose by. Valid until the workspace is used again. */
    Candidates weigh(StepLogits logits, DecodingWorkspace workspace) {
        if (finishReason != null) {
            throw new IllegalStateException("The answer is finished (" + finishReason + "); it takes no more tokens.");
        }
        workspace.steered = steer(logits, bans(), workspace);
        return specification
                .adjustments()
                .apply(workspace.steered.candidates(), seen, workspace.adjusted, trace.size());
    }

    private SteeredTokens steer(StepLogits logits, TokenBans bans, DecodingWorkspace workspace) {
        boolean covered = summarised()
                && logits.summary().isPresent()
                && logits.summary().get().covers(steering, bans);
        return covered
                ? workspace.summaryStep.compute(
                        steering, bans, trace.size(), logits.summary().get())
                : workspace.step.compute(steering, bans, trace.size(), logits.warm(), logits.base());
    }

    /** Whether the next token can be chosen from a summary: greedily, and with nothing added to single tokens. */
    private boolean summarised() {
        return specification.sampling().isGreedy()
                && specification.adjustments().isNone()
                && RowsSummary.serves(steering);
    }

    /** The confidence of the summary that the next token can be chosen from; NaN where the rows are needed. */
    public double summaryConfidence() {
        return summarised() ? steering.confidence() : Double.NaN;
    }

    private TokenBans bans() {
        TokenBans bans = trace.size() < specification.minTokens() ? bansBeforeMinimum : specification.bans();
        return constraint == null ? bans : bans.outside(constraint.allowed());
    }

    private Draw choose(DecodingWorkspace workspace, Candidates candidates) {
        return workspace.sampler.choose(candidates, specification.sampling(), specification.choice(), trace.size());
    }

    /**
     * What all tokens of a place share.
     *
     * @param plainChoice the token that the plain warm model would have chosen, or -1 where nothing is to be compared
     */
    record Place(int plainChoice, TopTokens alternatives, Optional<Explanation> explanation) {}

    /** From the same logits and workspace as the last {@link #weigh}. */
    Place place(StepLogits logits, DecodingWorkspace workspace) {
        int plain = plainChoice(logits, workspace);
        int explained = specification.explained();
        TopTokens best =
                TopTokens.of(workspace.steered, Math.max(explained, specification.topTokens()), workspace.ranked);
        Optional<Explanation> explanation = explained == 0
                ? Optional.empty()
                : Optional.of(new Explanation(
                        top(logits.tops().map(StepLogits.Tops::base), logits::base, workspace),
                        top(logits.tops().map(StepLogits.Tops::warm), logits::warm, workspace),
                        best.first(explained),
                        plain));
        return new Place(plain, best.first(specification.topTokens()), explanation);
    }

    /** What the model found by itself, else from the row, which is read only then. */
    private Optional<TopTokens> top(Optional<TopTokens> found, Supplier<float[]> row, DecodingWorkspace workspace) {
        int count = specification.explained();
        if (found.isPresent()) {
            return found.map(tokens -> tokens.first(count));
        }
        return Optional.ofNullable(row.get())
                .map(logits -> TopTokens.of(logits, count, workspace.plainWarm, workspace.ranked));
    }

    private int plainChoice(StepLogits logits, DecodingWorkspace workspace) {
        if (steering.mode() == Mode.WARM) {
            return -1;
        }
        if (workspace.steered == workspace.summaryStep) {
            return workspace.summaryStep.warmChoice();
        }
        return logits.warm() == null ? -1 : warmChoice(logits.warm(), workspace);
    }

    /** What is to be remembered of a token that was weighed last. */
    static TokenChoice describe(int token, Place place, DecodingWorkspace workspace) {
        SteeredTokens step = workspace.steered;
        return new TokenChoice(
                token,
                step.baseLogProbability(token),
                step.warmLogProbability(token),
                step.steeredLogProbability(token),
                step.divergence(),
                place.plainChoice >= 0 && token != place.plainChoice,
                place.alternatives,
                place.explanation);
    }

    /** What the plain warm model would have chosen here: the same bans, adjustments and randomness, no mask. */
    private int warmChoice(float[] warm, DecodingWorkspace workspace) {
        Candidates plain = workspace.plainWarm;
        TokenBans bans = bans();
        plain.clear();
        for (int v = 0; v < warm.length; v++) {
            if (!bans.bans(v)) {
                plain.add(v, warm[v]);
            }
        }
        return choose(workspace, specification.adjustments().apply(plain, seen, plain, trace.size()))
                .token();
    }

    /** Appends a chosen token. */
    GeneratedToken take(TokenChoice choice) {
        int place = trace.size();
        int token = choice.token();
        trace.add(choice);
        seen.add(token);
        changedTokens += choice.changed() ? 1 : 0;
        String text = append(token);
        if (steering.mode() == Mode.STEERED && trace.check(guard)) {
            steering = Steering.warm();
        }
        return new GeneratedToken(place, choice, text);
    }

    private String append(int token) {
        boolean ends = specification.endOfText().contains(token);
        String text = ends ? "" : stopStrings.append(tokenText.append(token));
        if (stopStrings.stopped()) {
            finishReason = FinishReason.STOP;
            return text;
        }
        boolean complete = ends || follow(token);
        if (complete || trace.size() == specification.maxTokens()) {
            text += stopStrings.append(tokenText.finish()) + stopStrings.finish();
            finishReason = complete || stopStrings.stopped() ? FinishReason.STOP : FinishReason.LENGTH;
        }
        return text;
    }

    /** Moves the constraint on; returns whether nothing can follow. */
    private boolean follow(int token) {
        if (constraint == null) {
            return false;
        }
        constraint = constraint.after(token);
        return constraint.complete();
    }

    /** Ends the answer where it is. Text that was held back is dropped. No effect on a finished answer. */
    public void cancel() {
        if (finishReason == null) {
            finishReason = FinishReason.CANCELLED;
        }
    }

    public boolean finished() {
        return finishReason != null;
    }

    /** Tokens that may still come. */
    public int remaining() {
        return specification.maxTokens() - trace.size();
    }

    public int[] tokens() {
        return trace.tokens();
    }

    public int lastToken() {
        return trace.token(trace.size() - 1);
    }

    public GenerationSpecification specification() {
        return specification;
    }

    /** @throws IllegalStateException while the answer grows */
    public GenerationOutcome outcome() {
        if (finishReason == null) {
            throw new IllegalStateException("The answer is still growing.");
        }
        return new GenerationOutcome(
                stopStrings.emitted(),
                finishReason,
                trace,
                changedTokens,
                nearTies,
                Optional.ofNullable(guard.trip()),
                OptionalDouble.empty());
    }
}
