package dev.steerstream.model.engine;

import dev.steerstream.core.steering.Direction;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * How answer tokens' distributions are steered while the strengths are sought: without a mask, along some directions.
 *
 * @param directions those that are made from the rows, and vectors that {@code vectors} has by their names
 * @param strengths one for each; the array is the maker's, read only
 * @param vectors of each static direction by fold, {@code [folds][vocab]}: a token takes that of its row's fold
 * @param foldOfRow by the row's index in the list that was scored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Tilt(
        List<Direction> directions, double[] strengths, Map<String, float[][]> vectors, IntUnaryOperator foldOfRow) {
    public Tilt {
        directions = List.copyOf(directions);
        if (directions.isEmpty() || strengths.length != directions.size()) {
            throw new IllegalArgumentException("There are " + directions.size() + " directions and " + strengths.length
                    + " strengths; at least one is needed, and one strength for each.");
        }
    }
}
