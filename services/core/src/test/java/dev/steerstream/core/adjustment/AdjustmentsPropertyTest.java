package dev.steerstream.core.adjustment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.distribution.Candidates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(Contexts.class)
@Domain(DomainContext.Global.class)
class AdjustmentsPropertyTest {
    private static Candidates survivors(Context context, double confidence) {
        boolean[] survives = Reference.survivors(context.warm(), confidence);
        Candidates candidates = new Candidates(context.size());
        for (int v = 0; v < context.size(); v++) {
            if (survives[v]) {
                candidates.add(v, context.warm()[v]);
            }
        }
        return candidates;
    }

    @Property
    void biasThenPenaltiesEqualTheNaiveFormulasOnExactlyTheSurvivors(
            @ForAll Context context,
            @ForAll @Size(max = 4) Map<@IntRange(max = 20) Integer, @DoubleRange(min = -100, max = 100) Double> bias,
            @ForAll @Size(max = 8) List<@IntRange(max = 20) Integer> prompt,
            @ForAll @Size(max = 12) List<@IntRange(max = 20) Integer> answer,
            @ForAll @DoubleRange(min = 0.1, max = 3) double repetition,
            @ForAll @DoubleRange(min = -2, max = 2) double presence,
            @ForAll @DoubleRange(min = -2, max = 2) double frequency) {
        Candidates steered = survivors(context, 0.05);
        Penalties penalties = new Penalties(
                repetition,
                presence,
                frequency,
                prompt.stream().mapToInt(Integer::intValue).toArray());
        SeenTokens seen = penalties.seen();
        answer.forEach(seen::add);
        Candidates adjusted =
                new Adjustments(new LogitBias(bias), penalties).apply(steered, seen, new Candidates(context.size()), 3);
        assertThat(adjusted.size()).isEqualTo(steered.size());
        for (int i = 0; i < steered.size(); i++) {
            int token = steered.token(i);
            assertThat(adjusted.token(i)).isEqualTo(token);
            assertThat(adjusted.logit(i))
                    .isEqualTo(Reference.adjusted(
                            steered.logit(i), token, bias, prompt, answer, repetition, presence, frequency));
        }
    }

    @Property
    void neutralAdjustmentsChangeNothing(
            @ForAll Context context, @ForAll @Size(max = 12) List<@IntRange(max = 20) Integer> answer) {
        Candidates steered = survivors(context, 0);
        Penalties penalties = new Penalties(1, 0, 0, new int[] {0, 1, 2});
        SeenTokens seen = penalties.seen();
        answer.forEach(seen::add);
        Candidates buffer = new Candidates(context.size());
        assertThat(new Adjustments(LogitBias.none(), penalties).apply(steered, seen, buffer, 0))
                .isSameAs(steered);
        Map<Integer, Double> zeros = new HashMap<>();
        answer.forEach(token -> zeros.put(token, 0.0));
        Assume.that(!zeros.isEmpty());
        Candidates same = new Adjustments(new LogitBias(zeros), penalties).apply(steered, seen, buffer, 0);
        for (int i = 0; i < steered.size(); i++) {
            assertThat(same.logit(i)).isEqualTo(steered.logit(i));
        }
    }

    @Property
    void aForkCountsOnItsOwn(
            @ForAll @Size(max = 30) List<@IntRange(max = 9) Integer> shared,
            @ForAll @Size(max = 30) List<@IntRange(max = 9) Integer> more) {
        SeenTokens seen = new Penalties(1, 0.5, 0.25, new int[0]).seen();
        shared.forEach(seen::add);
        SeenTokens fork = seen.fork();
        more.forEach(fork::add);
        int all = 0;
        for (int i = 0; i < seen.size(); i++) {
            int token = seen.token(i);
            assertThat(seen.count(i))
                    .isEqualTo((int) shared.stream().filter(t -> t == token).count());
            all += seen.count(i);
        }
        assertThat(all).isEqualTo(shared.size());
    }
}
