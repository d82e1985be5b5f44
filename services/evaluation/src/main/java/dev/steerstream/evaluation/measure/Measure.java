package dev.steerstream.evaluation.measure;

import java.util.OptionalDouble;

/** Something that can be said of each column: the sum of its amounts over the sum of its weights. Implementations are stateless. */
public interface Measure {
    /** As it stands in results. */
    String name();

    /** A sentence without a full stop: what the number is. */
    String meaning();

    /** What an amount over a weight counts in. */
    default String unit() {
        return "share";
    }

    /** Whether the row has what the measure needs. */
    boolean applies(JudgedRow row);

    /** What the row counts for: 1, or its tokens. */
    default double weight(JudgedRow row) {
        return 1;
    }

    double amount(JudgedRow row, int column);

    /** Losses. */
    default boolean lowerIsBetter() {
        return false;
    }

    /** Whether every amount is 0 or 1 and every weight 1, so that McNemar's test applies. */
    default boolean binary() {
        return false;
    }

    /** The amount that guessing gets. */
    default OptionalDouble chance(JudgedRow row) {
        return OptionalDouble.empty();
    }

    /** Of the choices that are judged, the share that the mask removes; empty where nothing is masked. */
    default OptionalDouble removedChoices(JudgedRow row, int column) {
        return OptionalDouble.empty();
    }
}
