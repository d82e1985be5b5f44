package dev.steerstream.evaluation.dose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.direction.Temperature;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import dev.steerstream.evaluation.rule.FittedRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoseGridTest {
    private static FittedRule rule(Term... terms) {
        Steering inForce = new Steering(Mode.STEERED, List.of(terms), 0.1, Steering.REMOVE);
        return new FittedRule("rule", inForce, Steering.steered(-3, 0), List.of());
    }

    @Test
    void theCalibratedStrengthsAndZeroAreAmongTheStrengths() {
        List<Double> strengths = DoseGrid.strengths(rule(new Term(new Delta(), -2)), 5);
        assertThat(strengths)
                .isSorted()
                .contains(0.0, -2.0, -3.0)
                .startsWith(-6.0)
                .endsWith(1.5);
    }

    @Test
    void severalDirectionsKeepTheirProportionAndATemperatureItsEnd() {
        FittedRule joint =
                rule(new Term(new Delta(), -2), new Term(new LogRatio(), 0.5), new Term(new Temperature(), -0.75));
        FittedRule doubled = DoseGrid.rules(joint, List.of(-4.0)).get(0);
        assertThat(doubled.inForce().terms())
                .containsExactly(
                        new Term(new Delta(), -4),
                        new Term(new LogRatio(), 1),
                        new Term(new Temperature(), Temperature.LOWEST));
        assertThat(doubled.inForce().confidence()).isEqualTo(0.1);
        assertThat(DoseGrid.rules(joint, List.of(0.0)).get(0).inForce().moves()).isFalse();
        assertThat(doubled.unmasked().strength().value()).isEqualTo(-4);
    }
}
