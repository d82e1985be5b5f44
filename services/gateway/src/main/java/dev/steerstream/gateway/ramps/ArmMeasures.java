package dev.steerstream.gateway.ramps;

import dev.steerstream.core.answer.ReferenceMatch;
import dev.steerstream.core.statistics.IndependentDifference;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.statistics.ScoreInterval;
import dev.steerstream.gateway.ramps.RampViews.Difference;
import dev.steerstream.gateway.ramps.RampViews.Measure;
import dev.steerstream.gateway.ramps.RampViews.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The arms of a ramp held against each other: means over requests, and the interval of their difference. Requests count as independent, so where
 * one sender's are alike the intervals are too narrow. Stateless.
 */
final class ArmMeasures {
    private static final int DRAWS = 400;

    /** Any fixed number: the same requests give the same interval. */
    private static final long SEED = 43;

    /** Of requests each of which is one or the other. */
    private static final String SHARE = "share of requests";

    private ArmMeasures() {}

    /**
     * An ended request; what it has not is null.
     *
     * @param failed whether it failed; cancelled ones are not looked at
     * @param fellBack whether the guard let the warm model finish an answer
     * @param text of the first answer
     * @param reference the right answer
     */
    record Request(
            boolean ramped,
            boolean failed,
            Double wholeSeconds,
            Double firstTokenSeconds,
            Long tokens,
            Long changedTokens,
            Double divergence,
            boolean fellBack,
            String text,
            String reference) {

        private Double ofTokens(Long part) {
            return tokens == null || part == null || tokens == 0 ? null : (double) part / tokens;
        }

        private ReferenceMatch match() {
            return text == null || reference == null ? null : ReferenceMatch.of(text, reference);
        }
    }

    static Map<String, Measure> of(List<Request> requests) {
        Map<String, Measure> measures = new LinkedHashMap<>();
        put(measures, "failed", SHARE, requests, request -> share(request.failed()));
        put(measures, "latency", "s", requests, Request::wholeSeconds);
        put(measures, "time_to_first_token", "s", requests, Request::firstTokenSeconds);
        put(measures, "answer_tokens", "tokens", requests, answered(request -> number(request.tokens())));
        put(
                measures,
                "changed_tokens",
                "share of tokens",
                requests,
                answered(request -> request.ofTokens(request.changedTokens())));
        put(measures, "divergence", "nats/token, KL(warm || steered)", requests, answered(Request::divergence));
        put(measures, "guard_trips", SHARE, requests, answered(request -> share(request.fellBack())));
        put(measures, "exact_match", SHARE + " with a reference", requests, matched(match -> share(match.exact())));
        put(measures, "f1", "words, 0 to 1, of requests with a reference", requests, matched(ReferenceMatch::f1));
        return measures;
    }

    private static Function<Request, Double> answered(Function<Request, Double> value) {
        return request -> request.tokens() == null ? null : value.apply(request);
    }

    private static Function<Request, Double> matched(Function<ReferenceMatch, Double> value) {
        return request -> request.match() == null ? null : value.apply(request.match());
    }

    private static void put(
            Map<String, Measure> measures,
            String name,
            String unit,
            List<Request> requests,
            Function<Request, Double> value) {
        double[] inForce = values(requests, false, value);
        double[] ramped = values(requests, true, value);
        if (inForce.length + ramped.length == 0) return;
        measures.put(
                name,
                new Measure(
                        unit, sample(inForce), sample(ramped), difference(inForce, ramped, unit.startsWith(SHARE))));
    }

    private static double[] values(List<Request> requests, boolean ramped, Function<Request, Double> value) {
        return requests.stream()
                .filter(request -> request.ramped() == ramped)
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static Sample sample(double[] values) {
        double sum = 0;
        for (double each : values) sum += each;
        return new Sample(values.length, values.length == 0 ? null : Double.valueOf(sum / values.length));
    }

    /** @param shares whether every value is 0 or 1: then a sample that has only one of them does not rule the other out */
    private static Difference difference(double[] inForce, double[] ramped, boolean shares) {
        if (inForce.length == 0 || ramped.length == 0) return null;
        IndependentDifference found = IndependentDifference.of(inForce, ramped, DRAWS, SEED);
        Interval interval = shares
                ? ScoreInterval.ofDifference(
                        sample(inForce).mean(), inForce.length, sample(ramped).mean(), ramped.length)
                : found.interval();
        boolean known = interval.isKnown();
        return new Difference(
                found.mean(),
                known ? Double.valueOf(interval.low()) : null,
                known ? Double.valueOf(interval.high()) : null);
    }

    private static Double number(Long whole) {
        return whole == null ? null : Double.valueOf(whole.doubleValue());
    }

    private static Double share(boolean is) {
        return is ? 1.0 : 0.0;
    }
}
