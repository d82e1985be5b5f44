package dev.steerstream.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.distribution.Candidates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(Contexts.class)
@Domain(DomainContext.Global.class)
class TokenSamplerTest {
    private static Candidates candidates(float... logits) {
        Candidates candidates = new Candidates(logits.length);
        for (int v = 0; v < logits.length; v++) {
            candidates.add(v, logits[v]);
        }
        return candidates;
    }

    @Property
    void greedyTakesTheBestAndTheLowestIdOfTies(@ForAll Context context) {
        int expected = 0;
        for (int v = 1; v < context.size(); v++) {
            expected = context.warm()[v] > context.warm()[expected] ? v : expected;
        }
        Draw draw =
                new TokenSampler(context.size()).choose(candidates(context.warm()), SamplingParameters.greedy(), 0, 0);
        assertThat(draw.token()).isEqualTo(expected);
        assertThat(draw.margin()).isNotNegative();
    }

    @Property
    void onlyTokensThatEveryFilterKeepsAreDrawnAndTheNaiveGumbelRuleAgrees(
            @ForAll Context context,
            @ForAll @DoubleRange(min = 0.2, max = 3) double temperature,
            @ForAll @IntRange(max = 6) int topK,
            @ForAll @DoubleRange(min = 0.05, max = 1) double topP,
            @ForAll @DoubleRange(min = 0, max = 1) double minP,
            @ForAll @IntRange(max = 1000) int seed) {
        SamplingParameters parameters = new SamplingParameters(temperature, topK, topP, minP, seed);
        Draw draw = new TokenSampler(context.size()).choose(candidates(context.warm()), parameters, 1, 2);
        List<Integer> kept = kept(context.warm(), parameters);
        long place = CounterRandom.place(seed, 1, 2);
        // Relative to the largest: beside a logit of 1e20 itself the noise would vanish in rounding.
        float[] z = context.warm();
        double max = IntStream.range(0, z.length).mapToDouble(v -> z[v]).max().orElseThrow();
        int expected = kept.stream()
                .max(Comparator.comparingDouble(
                                (Integer v) -> (z[v] - max) / temperature + CounterRandom.gumbel(place, v))
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
        assertThat(kept).contains(draw.token());
        assertThat(draw.token()).isEqualTo(expected);
    }

    /** Sort, cut, renormalise, cut again: the filters by the book. */
    private static List<Integer> kept(float[] z, SamplingParameters parameters) {
        List<Integer> ids = new ArrayList<>();
        double max = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < z.length; v++) {
            ids.add(v);
            max = Math.max(max, z[v]);
        }
        double top = max;
        ids.sort(Comparator.comparingDouble((Integer v) -> -z[v]).thenComparing(Comparator.naturalOrder()));
        if (parameters.topK() > 0 && parameters.topK() < ids.size()) {
            ids = ids.subList(0, parameters.topK());
        }
        double total = ids.stream()
                .sorted()
                .mapToDouble(v -> Math.exp((z[v] - top) / parameters.temperature()))
                .sum();
        List<Integer> kept = new ArrayList<>();
        double sum = 0;
        for (int v : ids) {
            if (parameters.topP() < 1 && sum >= parameters.topP() * total) {
                break;
            }
            sum += Math.exp((z[v] - top) / parameters.temperature());
            kept.add(v);
        }
        kept.removeIf(
                v -> parameters.minP() > 0 && z[v] < top + parameters.temperature() * Math.log(parameters.minP()));
        return kept;
    }

    @Example
    void samplesFollowTheSoftmaxAtTheTemperature() {
        float[] z = {1, 2, 0, 3};
        double temperature = 1.5;
        SamplingParameters parameters = new SamplingParameters(temperature, 0, 1, 0, 12345);
        TokenSampler sampler = new TokenSampler(4);
        int draws = 200_000;
        int[] counts = new int[4];
        for (int place = 0; place < draws; place++) {
            counts[sampler.choose(candidates(z), parameters, 0, place).token()]++;
        }
        double total = 0;
        for (float logit : z) {
            total += Math.exp(logit / temperature);
        }
        double chiSquare = 0;
        for (int v = 0; v < 4; v++) {
            double expected = draws * Math.exp(z[v] / temperature) / total;
            chiSquare += (counts[v] - expected) * (counts[v] - expected) / expected;
        }
        assertThat(chiSquare).isLessThan(16.27); // 99.9% at 3 degrees of freedom, for one fixed seed
    }

    @Example
    void theRandomnessBelongsToSeedChoicePlaceAndTokenOnly() {
        SamplingParameters parameters = new SamplingParameters(5, 0, 1, 0, 7);
        TokenSampler sampler = new TokenSampler(50);
        float[] flat = new float[50];
        List<Integer> first = new ArrayList<>();
        List<Integer> again = new ArrayList<>();
        List<Integer> otherChoice = new ArrayList<>();
        for (int place = 0; place < 20; place++) {
            first.add(sampler.choose(candidates(flat), parameters, 0, place).token());
            otherChoice.add(
                    sampler.choose(candidates(flat), parameters, 1, place).token());
        }
        for (int place = 19; place >= 0; place--) {
            again.add(
                    0,
                    new TokenSampler(50)
                            .choose(candidates(flat), parameters, 0, place)
                            .token());
        }
        assertThat(again).isEqualTo(first).isNotEqualTo(otherChoice);
        Set<Integer> different = new HashSet<>(first);
        assertThat(different).hasSizeGreaterThan(8);
    }

    @Example
    void removingAnotherTokenDoesNotChangeTheNoiseOfTheRest() {
        SamplingParameters parameters = new SamplingParameters(1, 0, 1, 0, 99);
        TokenSampler sampler = new TokenSampler(6);
        for (int place = 0; place < 200; place++) {
            int all = sampler.choose(candidates(0, 1, 2, 0, 1, 2), parameters, 0, place)
                    .token();
            Candidates fewer = new Candidates(6);
            for (int v = 0; v < 6; v++) {
                if (v == all || v % 2 == 0) {
                    fewer.add(v, new float[] {0, 1, 2, 0, 1, 2}[v]);
                }
            }
            assertThat(sampler.choose(fewer, parameters, 0, place).token()).isEqualTo(all);
        }
    }

    @Example
    void theMarginIsInLogitUnits() {
        TokenSampler sampler = new TokenSampler(3);
        assertThat(sampler.choose(candidates(1, 4, 3.5f), SamplingParameters.greedy(), 0, 0)
                        .margin())
                .isCloseTo(0.5, within(1e-12));
        assertThat(sampler.choose(candidates(1), SamplingParameters.greedy(), 0, 0)
                        .margin())
                .isInfinite();
        assertThat(sampler.choose(candidates(2, 2), SamplingParameters.greedy(), 0, 0)
                        .margin())
                .isZero();
    }

    @Example
    void parametersOutsideTheirRangeAreRefusedByName() {
        assertThatThrownBy(() -> new SamplingParameters(-1, 0, 1, 0, 0)).hasMessageContaining("temperature is -1");
        assertThatThrownBy(() -> new SamplingParameters(Double.NaN, 0, 1, 0, 0)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new SamplingParameters(1, -2, 1, 0, 0)).hasMessageContaining("top_k is -2");
        assertThatThrownBy(() -> new SamplingParameters(1, 0, 0, 0, 0)).hasMessageContaining("top_p is 0");
        assertThatThrownBy(() -> new SamplingParameters(1, 0, 1, 1.5, 0)).hasMessageContaining("min_p is 1.5");
        assertThatThrownBy(() -> new TokenSampler(2).choose(new Candidates(2), SamplingParameters.greedy(), 0, 3))
                .hasMessageContaining("position 3");
    }
}
