package dev.steerstream.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.direction.Temperature;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.FittedRule.StrengthFit;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EvaluationPageTest {
    private static Steering steering(double delta, double temperature, double confidence) {
        List<Term> terms = List.of(new Term(new Delta(), delta), new Term(new Temperature(), temperature));
        return new Steering(Mode.STEERED, terms, confidence, Steering.REMOVE);
    }

    @Test
    void everyDirectionOfARuleHasItsStrengths() {
        FittedRule given =
                new FittedRule("delta+temperature", steering(-2, 0.5, 0.1), steering(-3, 0.25, 0), List.of());
        FittedRule fitted = new FittedRule(
                "delta+temperature",
                steering(-2, 0.5, 0.1),
                steering(-3, 0.25, 0),
                List.of(
                        fit("unmasked_delta", -3, -4, -2),
                        fit("in_force_delta", 9, 8, 10),
                        fit("unmasked_temperature", 0.25, 0.125, 0.375)));
        assertThat(page(given))
                .contains("delta+<wbr>temperature", "delta -2.0000<br>temperature +0.5000", "not here")
                .contains("delta -3.0000<br>temperature +0.2500", "prefers-color-scheme:dark")
                .doesNotContain("<script");
        // As a profile has it, and fitted without a mask where it is judged.
        assertThat(page(given.withUnmasked(fitted)))
                .contains("delta -2.0000<br>temperature +0.5000", "100 rows")
                .contains("delta -3.0000 [-4.0000, -2.0000]<br>temperature +0.2500 [+0.1250, +0.3750]")
                .doesNotContain("9.0000");
    }

    private static StrengthFit fit(String of, double strength, double low, double high) {
        return new StrengthFit(of, strength, low, high, false, "sufficient", 100, 900);
    }

    private static String page(FittedRule rule) {
        Provenance provenance = new Provenance(0, 1000, 0.1, "d", "", "m", "a", "int4", OptionalInt.of(0));
        return EvaluationPage.of("Title", new EvaluationResult(List.of(rule), List.of()), provenance);
    }
}
