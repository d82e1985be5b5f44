package dev.steerstream.gateway.replays;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.statistics.McNemar;
import dev.steerstream.core.statistics.Quantiles;
import dev.steerstream.core.statistics.ScoreInterval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What a replay found.
 *
 * @param compared requests whose answers could be held against each other
 * @param changed of them, whose answer differs
 * @param unchanged of them, whose answer is the same
 * @param changedShare with its 95% interval by bootstrap over prompts, or by Wilson where all of them say the same
 * @param firstDifferingToken of the changed ones where the tokens are known, or null
 * @param byText compared by text only, since the tokens are kept for a shorter time
 * @param changedNearTies changed ones whose receipts count a near tie: there the batch may have decided, not the profile
 * @param originalsNotDeterministic compared ones whose first answer depended on its batch
 * @param otherEngine compared ones whose first answer came from another base model or weight format
 * @param originalVersions compared ones by the version that answered first
 * @param references where right answers are known, or null where none is
 * @param failed not decoded again, by the failure's code
 * @param gone whose original was deleted while the replay ran
 * @param removed requests that retention had removed, in the hours that the window touches
 * @param unanswered requests of the window that had no answer to compare with
 * @param beyond requests of the window beyond the limit
 * @param notes what else a reader should know
 */
record ReplayReport(
        long compared,
        long changed,
        long unchanged,
        Estimate changedShare,
        Places firstDifferingToken,
        long byText,
        long changedNearTies,
        long originalsNotDeterministic,
        long otherEngine,
        Map<String, Long> originalVersions,
        References references,
        Map<String, Long> failed,
        long gone,
        long removed,
        long unanswered,
        long beyond,
        List<String> notes) {

    private static final GroupBootstrap BOOTSTRAP = new GroupBootstrap(1_000, 43);

    /** @param low lower end of the interval, null as {@code high} with fewer than two prompts */
    record Estimate(double value, Double low, Double high) {}

    /** @param atStart how many differ in their very first token */
    record Places(long known, double median, double lowerQuartile, double upperQuartile, long atStart) {}

    /**
     * Answers held against right ones.
     *
     * @param n compared requests whose right answer is known
     * @param sources where it was known from: request, file or dataset
     * @param wins wrong before and right after
     * @param losses right before and wrong after
     * @param pValue McNemar's exact test of wins against losses, two-sided; requests count as independent
     */
    record References(
            long n,
            Map<String, Long> sources,
            double exactMatchBefore,
            double exactMatchAfter,
            Estimate exactMatchDifference,
            double f1Before,
            double f1After,
            Estimate f1Difference,
            int wins,
            int losses,
            double pValue) {}

    /** A compared request. */
    record Compared(String prompt, String referenceSource, AnswerComparison comparison) {}

    /** What is known of the window besides what was compared. */
    record Window(
            Map<String, Long> failed, long gone, long removed, long unanswered, long beyond, List<String> notes) {}

    static ReplayReport of(List<Compared> all, Window window) {
        List<AnswerComparison> comparisons =
                all.stream().map(Compared::comparison).toList();
        long changed = count(comparisons, AnswerComparison::changed);
        Map<String, Long> versions = new TreeMap<>();
        comparisons.forEach(one -> versions.merge(String.valueOf(one.versionBefore()), 1L, Long::sum));
        return new ReplayReport(
                all.size(),
                changed,
                all.size() - changed,
                all.isEmpty() ? null : share(all, one -> one.comparison().changed() ? 1 : 0),
                places(comparisons),
                count(comparisons, AnswerComparison::byText),
                count(comparisons, one -> one.changed() && one.nearTies() > 0),
                count(comparisons, one -> !one.deterministicBefore()),
                count(comparisons, AnswerComparison::otherEngine),
                versions,
                references(all),
                window.failed(),
                window.gone(),
                window.removed(),
                window.unanswered(),
                window.beyond(),
                window.notes());
    }

    private static Places places(List<AnswerComparison> comparisons) {
        double[] places = Quantiles.sorted(comparisons.stream()
                .map(AnswerComparison::firstDifferingToken)
                .filter(Objects::nonNull)
                .mapToDouble(Integer::doubleValue)
                .toArray());
        if (places.length == 0) return null;
        return new Places(
                places.length,
                Quantiles.of(places, 0.5),
                Quantiles.of(places, 0.25),
                Quantiles.of(places, 0.75),
                count(comparisons, one -> Objects.equals(one.firstDifferingToken(), 0)));
    }

    private static References references(List<Compared> all) {
        List<Compared> known = all.stream()
                .filter(one -> one.comparison().exactBefore() != null
                        && one.comparison().exactAfter() != null)
                .toList();
        if (known.isEmpty()) return null;
        Map<String, Long> sources = new TreeMap<>();
        known.forEach(one -> sources.merge(one.referenceSource(), 1L, Long::sum));
        ToDoubleFunction<Compared> exactBefore = one -> one.comparison().exactBefore() ? 1 : 0;
        ToDoubleFunction<Compared> exactAfter = one -> one.comparison().exactAfter() ? 1 : 0;
        ToDoubleFunction<Compared> f1Before = one -> one.comparison().f1Before();
        ToDoubleFunction<Compared> f1After = one -> one.comparison().f1After();
        int wins = (int) known.stream()
                .filter(one -> exactAfter.applyAsDouble(one) > exactBefore.applyAsDouble(one))
                .count();
        int losses = (int) known.stream()
                .filter(one -> exactAfter.applyAsDouble(one) < exactBefore.applyAsDouble(one))
                .count();
        return new References(
                known.size(),
                sources,
                mean(known, exactBefore).value(),
                mean(known, exactAfter).value(),
                mean(known, one -> exactAfter.applyAsDouble(one) - exactBefore.applyAsDouble(one)),
                mean(known, f1Before).value(),
                mean(known, f1After).value(),
                mean(known, one -> f1After.applyAsDouble(one) - f1Before.applyAsDouble(one)),
                wins,
                losses,
                McNemar.of(losses, wins).pValue());
    }

    /** A mean of 0 and 1: prompts that all say the same do not rule the other out. */
    private static Estimate share(List<Compared> requests, ToDoubleFunction<Compared> value) {
        Estimate mean = mean(requests, value);
        if (mean.value() > 0 && mean.value() < 1) return mean;
        int prompts = (int) requests.stream().map(Compared::prompt).distinct().count();
        Interval interval = ScoreInterval.of(mean.value(), prompts);
        return new Estimate(mean.value(), interval.low(), interval.high());
    }

    /** Over requests; those with one prompt stay together in the bootstrap. */
    private static Estimate mean(List<Compared> requests, ToDoubleFunction<Compared> value) {
        Map<String, double[]> groups = new HashMap<>();
        for (Compared one : requests) {
            double[] sums = groups.computeIfAbsent(one.prompt(), prompt -> new double[2]);
            sums[0] += value.applyAsDouble(one);
            sums[1]++;
        }
        List<double[]> sums = new ArrayList<>(new TreeMap<>(groups).values());
        int[] once = sums.stream().mapToInt(group -> 1).toArray();
        Interval interval = BOOTSTRAP.interval(sums.size(), weights -> weighted(sums, weights));
        boolean known = interval.isKnown();
        return new Estimate(
                weighted(sums, once),
                known ? Double.valueOf(interval.low()) : null,
                known ? Double.valueOf(interval.high()) : null);
    }

    private static double weighted(List<double[]> sums, int[] weights) {
        double sum = 0;
        double count = 0;
        for (int group = 0; group < weights.length; group++) {
            sum += weights[group] * sums.get(group)[0];
            count += weights[group] * sums.get(group)[1];
        }
        return sum / count;
    }

    private static long count(List<AnswerComparison> comparisons, Predicate<AnswerComparison> which) {
        return comparisons.stream().filter(which).count();
    }
}
