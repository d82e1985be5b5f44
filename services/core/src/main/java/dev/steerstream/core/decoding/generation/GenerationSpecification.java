package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.adjustment.Adjustments;
import dev.steerstream.core.decoding.guard.GuardLimits;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How one answer is generated. Immutable; made by {@link #of} and the {@code with} methods.
 *
 * @param steering mode, strength, mask
 * @param sampling how a token is chosen
 * @param choice index of the answer among the n of its request, from 0: each draws its own randomness
 * @param maxTokens the answer ends after so many tokens, at least 1
 * @param minTokens end-of-text tokens are banned before so many tokens
 * @param endOfText ids that end the answer; the one chosen is counted as its last token and has no text
 * @param stops strings that end the answer; they are not part of its text
 * @param bans tokens that may never be chosen
 * @param adjustments bias and penalties, after steering
 * @param constraint what the answer must spell; its masks know the end-of-text tokens
 * @param topTokens how many of the most probable tokens are remembered at every place, 0..{@value TopTokens#MOST}
 * @param explained how many of them are remembered under base, warm and steered each, 0..{@value TopTokens#MOST}; 0 explains nothing
 * @param guard the calibrated range
 * @param nearTie a choice whose margin (logit units) is below this is counted as a near tie; the weight format's tolerance
 */
public record GenerationSpecification(
        Steering steering,
        SamplingParameters sampling,
        int choice,
        int maxTokens,
        int minTokens,
        Set<Integer> endOfText,
        List<String> stops,
        TokenBans bans,
        Adjustments adjustments,
        Optional<TokenConstraint> constraint,
        int topTokens,
        int explained,
        GuardLimits guard,
        double nearTie) {
    public GenerationSpecification {
        Objects.requireNonNull(steering, "steering");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(bans, "bans");
        Objects.requireNonNull(adjustments, "adjustments");
        Objects.requireNonNull(constraint, "constraint");
        Objects.requireNonNull(guard, "guard");
        endOfText = Set.copyOf(endOfText);
        stops = List.copyOf(stops);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens is " + maxTokens + "; it must be at least 1.");
        }
        if (minTokens < 0 || minTokens > maxTokens) {
            throw new IllegalArgumentException(
                    "min_tokens is " + minTokens + "; it must lie in 0.." + maxTokens + " (max_tokens).");
        }
        if (topTokens < 0 || topTokens > TopTokens.MOST) {
            throw new IllegalArgumentException(
                    "top_logprobs is " + topTokens + "; it must lie in 0.." + TopTokens.MOST + ".");
        }
        if (explained < 0 || explained > TopTokens.MOST) {
            throw new IllegalArgumentException(
                    "explain is " + explained + "; it must lie in 0.." + TopTokens.MOST + ".");
        }
        if (choice < 0) {
            throw new IllegalArgumentException("The choice's index is " + choice + "; it must be 0 or more.");
        }
        if (!(nearTie >= 0)) {
            throw new IllegalArgumentException("The near-tie tolerance is " + nearTie + "; it must be 0 or more.");
        }
    }

    /** One greedy or sampled answer without stop strings, bans, adjustments, constraint, guard. */
    public static GenerationSpecification of(
            Steering steering, SamplingParameters sampling, int maxTokens, Set<Integer> endOfText) {
        return new GenerationSpecification(
                steering,
                sampling,
                0,
                maxTokens,
                0,
                endOfText,
                List.of(),
                TokenBans.none(),
                Adjustments.none(),
                Optional.empty(),
                0,
                0,
                GuardLimits.off(),
                0);
    }

    public GenerationSpecification withChoice(int other) {
        return new GenerationSpecification(
                steering,
                sampling,
                other,
                maxTokens,
                minTokens,
                endOfText,
                stops,
                bans,
                adjustments,
                constraint,
                topTokens,
                explained,
                guard,
                nearTie);
    }

    public GenerationSpecification withMinTokens(int other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                other,
                endOfText,
                stops,
                bans,
                adjustments,
                constraint,
                topTokens,
                explained,
                guard,
                nearTie);
    }

    public GenerationSpecification withStops(List<String> other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                minTokens,
                endOfText,
                other,
                bans,
                adjustments,
                constraint,
                topTokens,
                explained,
                guard,
                nearTie);
    }

    public GenerationSpecification withBans(TokenBans other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                minTokens,
                endOfText,
                stops,
                other,
                adjustments,
                constraint,
                topTokens,
                explained,
                guard,
                nearTie);
    }

    public GenerationSpecification withAdjustments(Adjustments other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                minTokens,
                endOfText,
                stops,
                bans,
                other,
                constraint,
                topTokens,
                explained,
                guard,
                nearTie);
    }

    public GenerationSpecification withConstraint(TokenConstraint other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                minTokens,
                endOfText,
                stops,
                bans,
                adjustments,
                Optional.of(other),
                topTokens,
                explained,
                guard,
                nearTie);
    }

    public GenerationSpecification withTopTokens(int other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                minTokens,
                endOfText,
                stops,
                bans,
                adjustments,
                constraint,
                other,
                explained,
                guard,
                nearTie);
    }

    public GenerationSpecification withExplained(int other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                minTokens,
                endOfText,
                stops,
                bans,
                adjustments,
                constraint,
                topTokens,
                other,
                guard,
                nearTie);
    }

    public GenerationSpecification withGuard(GuardLimits other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                minTokens,
                endOfText,
                stops,
                bans,
                adjustments,
                constraint,
                topTokens,
                explained,
                other,
                nearTie);
    }

    public GenerationSpecification withNearTie(double other) {
        return new GenerationSpecification(
                steering,
                sampling,
                choice,
                maxTokens,
                minTokens,
                endOfText,
                stops,
                bans,
                adjustments,
                constraint,
                topTokens,
                explained,
                guard,
                other);
    }
}
