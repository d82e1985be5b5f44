package dev.steerstream.evaluation.rule;

import dev.steerstream.core.calibration.Sufficiency;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.evaluation.scoring.Column;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A rule to be judged: any steering, and what is known of its strengths.
 *
 * @param name stands for it in results, unlike {@code base} and {@code warm}
 * @param inForce as answers are decoded
 * @param unmasked without a mask, with the strength that was fitted without one
 * @param fits the strengths and their intervals; empty where the rule was given and not fitted here
 */
public record FittedRule(String name, Steering inForce, Steering unmasked, List<StrengthFit> fits) {
    /** What the names of fits begin with: of strengths under the mask in force, and of those without one. */
    public static final String IN_FORCE = "in_force";

    public static final String UNMASKED = "unmasked";

    public FittedRule {
        Objects.requireNonNull(inForce, "inForce");
        Objects.requireNonNull(unmasked, "unmasked");
        fits = List.copyOf(fits);
        if (name.isBlank() || name.equals(Column.BASE) || name.equals(Column.WARM)) {
            throw new IllegalArgumentException("A rule's name is '" + name
                    + "'; it must be a name of its own, since base and warm stand beside it.");
        }
    }

    /**
     * How a strength was fitted.
     *
     * @param of what it is: {@code in_force} or {@code unmasked}
     * @param strength signed
     * @param low of the 95% interval over prompt groups
     * @param high of the same
     * @param bounded whether the largest divergence stopped it
     * @param sufficiency {@code sufficient}, or why the strength is 0
     * @param rows calibrated on
     * @param tokens answer tokens of these that counted
     */
    public record StrengthFit(
            String of,
            double strength,
            double low,
            double high,
            boolean bounded,
            String sufficiency,
            int rows,
            int tokens) {
        static StrengthFit of(
                String of,
                double strength,
                Interval interval,
                boolean bounded,
                Sufficiency sufficiency,
                int rows,
                int tokens) {
            return new StrengthFit(
                    of,
                    strength,
                    interval.low(),
                    interval.high(),
                    bounded,
                    sufficiency.name().toLowerCase(Locale.ROOT),
                    rows,
                    tokens);
        }
    }

    /** As it is in force, and without a mask as {@code other} is. */
    public FittedRule withUnmasked(FittedRule other) {
        return new FittedRule(
                name,
                inForce,
                other.unmasked(),
                other.fits().stream()
                        .filter(fit -> fit.of().startsWith(UNMASKED))
                        .toList());
    }

    public Column column() {
        return new Column(name, inForce, unmasked);
    }
}
