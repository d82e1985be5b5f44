package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import dev.steerstream.core.direction.Contrast;
import dev.steerstream.core.direction.Placed;
import dev.steerstream.core.direction.ProbabilityDifference;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.direction.Temperature;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import java.util.ArrayList;
import java.util.List;

/** Steerings as the module takes them: which directions there are, and how strong each is at a place of the answer. Only for the engine's thread. */
final class SteeredColumns implements AutoCloseable {
    /** Number of the first static vector, see {@code judging.py}. */
    static final long FIRST_VECTOR = 5;

    private final List<Steering> columns;
    private final List<Direction> directions = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private final List<PtNDArray> vectors = new ArrayList<>();

    SteeredColumns(LlamaModule module, List<Steering> columns) {
        this.columns = columns;
        for (Steering column : columns) {
            for (Term term : column.terms()) {
                Direction direction = unplaced(term.direction());
                if (!directions.contains(direction)) add(module, direction);
            }
        }
    }

    private void add(LlamaModule module, Direction direction) {
        directions.add(direction);
        if (direction instanceof StaticVector vector) {
            numbers.add(FIRST_VECTOR + vectors.size());
            vectors.add(module.resident(vector.values(), 1, module.config().vocabularySize()));
        } else {
            numbers.add(number(direction));
        }
    }

    /** See {@code judging.py}. */
    static long number(Direction direction) {
        if (direction instanceof Delta) return 0;
        if (direction instanceof LogRatio) return 1;
        if (direction instanceof Temperature) return 2;
        if (direction instanceof Contrast) return 3;
        if (direction instanceof ProbabilityDifference) return 4;
        throw new IllegalArgumentException("The engine does not know the direction " + direction.name() + ".");
    }

    static Direction unplaced(Direction direction) {
        return direction instanceof Placed placed ? unplaced(placed.direction()) : direction;
    }

    /** Whether a direction, placed or not, is in force at a place of the answer. */
    static boolean at(Direction direction, int place) {
        return !(direction instanceof Placed placed)
                || (place >= placed.first() && place < placed.end() && at(placed.direction(), place));
    }

    long[] directions() {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    List<PtNDArray> vectors() {
        return vectors;
    }

    /** By column and direction: 1 where it has a strength at any place. */
    long[] used() {
        long[] used = new long[columns.size() * directions.size()];
        for (int c = 0; c < columns.size(); c++) {
            for (Term term : columns.get(c).terms()) {
                if (term.strength().value() != 0) used[index(c, term)] = 1;
            }
        }
        return used;
    }

    private int index(int column, Term term) {
        return column * directions.size() + directions.indexOf(unplaced(term.direction()));
    }

    /** By column, direction and context; a row of zeros where there is no column. */
    float[] strengths(int[] places) {
        float[] strengths = new float[Math.max(1, columns.size() * directions.size()) * places.length];
        for (int c = 0; c < columns.size(); c++) {
            for (Term term : columns.get(c).terms()) {
                for (int p = 0; p < places.length; p++) {
                    if (at(term.direction(), places[p])) {
                        strengths[index(c, term) * places.length + p] +=
                                (float) term.strength().value();
                    }
                }
            }
        }
        return strengths;
    }

    @Override
    public void close() {
        vectors.forEach(PtNDArray::close);
    }
}
