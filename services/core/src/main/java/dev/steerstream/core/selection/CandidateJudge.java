package dev.steerstream.core.selection;

import dev.steerstream.core.direction.Placed;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.survivor.Folds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares candidates of one loss over the same groups, the first being the default. One that sets an answer's first tokens apart must also be better than the best of
 * those that do not, by more than the error: it has a strength of its own for a single token of each answer, and prompts unlike a task's rows pay for it first.
 */
record CandidateJudge(Folds folds, GroupBootstrap bootstrap) {
    /** @param warm losses without steering */
    RuleChoice choose(List<Candidate> candidates, GroupTotals warm) {
        GroupTotals byDefault = candidates.get(0).crossValidated();
        List<RuleResult> results = new ArrayList<>();
        List<GroupTotals> losses = new ArrayList<>();
        for (Candidate candidate : candidates) {
            GroupTotals loss = candidate.crossValidated();
            losses.add(loss);
            results.add(new RuleResult(
                    candidate.name(),
                    candidate.fitted(bootstrap),
                    loss.mean(),
                    loss.minus(byDefault),
                    loss.minusInterval(byDefault, bootstrap),
                    warm.minus(loss),
                    warm.minusInterval(loss, bootstrap)));
        }
        RuleResult plain = best(results.stream().filter(result -> !Placed.isIn(result.name())))
                .orElse(results.get(0));
        GroupTotals plainLoss = losses.get(results.indexOf(plain));
        RuleResult chosen = best(results.stream()
                        .filter(result -> Placed.isIn(result.name()))
                        .filter(result -> losses.get(results.indexOf(result))
                                        .minusInterval(plainLoss, bootstrap)
                                        .high()
                                < 0))
                .orElse(plain);
        return new RuleChoice(warm.mean(), results, chosen, reason(results, chosen, warm.groups()));
    }

    private static Optional<RuleResult> best(Stream<RuleResult> results) {
        return results.filter(RuleResult::better).min(Comparator.comparingDouble(RuleResult::loss));
    }

    private String reason(List<RuleResult> results, RuleResult chosen, int groups) {
        if (results.size() == 1) {
            return "Only " + chosen.name() + " was tried.";
        }
        if (chosen == results.get(0)) {
            return "None of the " + (results.size() - 1) + " others has a lower cross-validated loss than "
                    + chosen.name() + " by more than the error of the difference.";
        }
        return String.format(
                Locale.ROOT,
                "The cross-validated loss of %s is lower than that of %s by %.4f nats a token (%.4f to %.4f, %d folds over %d"
                        + " prompt groups), more than its error.",
                chosen.name(),
                results.get(0).name(),
                -chosen.difference(),
                -chosen.interval().high(),
                -chosen.interval().low(),
                folds.count(),
                groups);
    }
}
