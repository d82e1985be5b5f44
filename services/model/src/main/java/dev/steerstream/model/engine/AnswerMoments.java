package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.model.engine.AnswerStates.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads moments of steered distributions from hidden states, a slice at a time. Not thread-safe: one thread. */
final class AnswerMoments implements AutoCloseable {
    private final EngineThread engine;
    private final LlamaModule module;
    private final List<TokenRow> rows;
    private final Tilt tilt;
    private final LogitsBuffer logits;
    private final long[] directions;
    private final List<PtNDArray> vectors = new ArrayList<>();

    AnswerMoments(EngineThread engine, LlamaModule module, List<TokenRow> rows, Tilt tilt, LogitsBuffer logits) {
        this.engine = engine;
        this.module = module;
        this.rows = rows;
        this.tilt = tilt;
        this.logits = logits;
        List<String> names = new ArrayList<>(tilt.vectors().keySet());
        engine.run(
                () -> names.forEach(name -> vectors.add(resident(tilt.vectors().get(name)))));
        this.directions = tilt.directions().stream()
                .map(SteeredColumns::unplaced)
                .mapToLong(direction -> names.contains(direction.name())
                        ? SteeredColumns.FIRST_VECTOR + names.indexOf(direction.name())
                        : SteeredColumns.number(direction))
                .toArray();
    }

    private PtNDArray resident(float[][] byFold) {
        int vocabulary = module.config().vocabularySize();
        float[] values = new float[byFold.length * vocabulary];
        for (int fold = 0; fold < byFold.length; fold++) {
            System.arraycopy(byFold[fold], 0, values, fold * vocabulary, vocabulary);
        }
        return module.resident(values, byFold.length, vocabulary);
    }

    /** @param hidden states before the answer tokens of a forward's rows, in order, warm and base in turns */
    void visit(PackedRows packed, IValue hidden, MomentsVisitor visitor) {
        int size = directions.length;
        List<Answer> answers = new ArrayList<>();
        for (int r = packed.first(); r < packed.end(); r++) {
            for (int t = rows.get(r).completionStart(); t < rows.get(r).length(); t++) answers.add(new Answer(r, t));
        }
        for (int first = 0; first < answers.size(); first += AnswerStates.SLICE) {
            List<Answer> slice = answers.subList(first, Math.min(first + AnswerStates.SLICE, answers.size()));
            double[] numbers = moments(hidden, 2 * first, slice);
            int each = numbers.length / slice.size();
            for (int i = 0; i < slice.size(); i++) {
                int from = i * each;
                visitor.token(
                        slice.get(i).row(),
                        numbers[from],
                        numbers[from + 1],
                        Arrays.copyOfRange(numbers, from + 2, from + 2 + size),
                        Arrays.copyOfRange(numbers, from + 2 + size, from + 2 + 2 * size),
                        Arrays.copyOfRange(numbers, from + 2 + 2 * size, from + each));
            }
        }
    }

    private double[] moments(IValue hidden, int first, List<Answer> slice) {
        long[] gold = slice.stream()
                .mapToLong(answer -> rows.get(answer.row()).id(answer.token()))
                .toArray();
        long[] folds = slice.stream()
                .mapToLong(answer -> tilt.foldOfRow().applyAsInt(answer.row()))
                .toArray();
        float[] factors = new float[directions.length * gold.length];
        for (int k = 0; k < directions.length; k++) {
            Direction direction = tilt.directions().get(k);
            for (int i = 0; i < gold.length; i++) {
                Answer answer = slice.get(i);
                int place = answer.token() - rows.get(answer.row()).completionStart();
                factors[k * gold.length + i] = SteeredColumns.at(direction, place) ? 1 : 0;
            }
        }
        return engine.call(() -> module.moments(
                hidden, first, logits.tensor(), gold, directions, factors, tilt.strengths(), vectors, folds));
    }

    @Override
    public void close() {
        engine.run(() -> vectors.forEach(PtNDArray::close));
    }
}
