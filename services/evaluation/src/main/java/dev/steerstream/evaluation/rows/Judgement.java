package dev.steerstream.evaluation.rows;

import java.util.List;
import java.util.stream.IntStream;

/** What is known of a row's choices. */
public sealed interface Judgement {
    /** There are no choices. */
    record Reference() implements Judgement {}

    /**
     * One choice is right.
     *
     * @param right its index
     * @param labels how a generated answer names each choice, in the choices' order
     */
    record OneRight(int right, List<String> labels) implements Judgement {
        public OneRight {
            labels = List.copyOf(labels);
        }
    }

    /**
     * TruthfulQA's multiple choice: indexes into the row's choices.
     *
     * @param best the true one of {@code mc1}
     * @param falseOfBest the false ones of {@code mc1}
     * @param trueOnes of {@code mc2}
     * @param falseOnes of {@code mc2}
     */
    record Truthful(int best, List<Integer> falseOfBest, List<Integer> trueOnes, List<Integer> falseOnes)
            implements Judgement {
        public Truthful {
            falseOfBest = List.copyOf(falseOfBest);
            trueOnes = List.copyOf(trueOnes);
            falseOnes = List.copyOf(falseOnes);
        }

        /** Of choices of which all that are not true are false, in both targets. */
        static Truthful of(int best, List<Integer> trueOnes, int choices) {
            List<Integer> falseOnes = IntStream.range(0, choices)
                    .filter(choice -> !trueOnes.contains(choice))
                    .boxed()
                    .toList();
            return new Truthful(best, falseOnes, trueOnes, falseOnes);
        }
    }
}
