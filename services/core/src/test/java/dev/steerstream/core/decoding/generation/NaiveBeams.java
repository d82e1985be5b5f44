package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.Reference;
import dev.steerstream.core.decoding.sequence.HashModel;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.steering.Steering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Beam search by its definition: every prefix is read anew, all continuations are listed and sorted. */
final class NaiveBeams {
    record Hypothesis(List<Integer> tokens, double sum) {
        double score(double lengthPenalty) {
            return sum / Math.pow(tokens.size(), lengthPenalty);
        }

        Hypothesis with(int token, double logProbability) {
            return new Hypothesis(
                    Stream.concat(tokens.stream(), Stream.of(token)).toList(), sum + logProbability);
        }
    }

    private NaiveBeams() {}

    static List<Hypothesis> search(
            SequenceSpecification sequence, GenerationSpecification specification, int width, double lengthPenalty) {
        List<Hypothesis> running = List.of(new Hypothesis(List.of(), 0));
        List<Hypothesis> ended = new ArrayList<>();
        while (!running.isEmpty()) {
            List<Hypothesis> all = new ArrayList<>();
            for (Hypothesis hypothesis : running) {
                double[] logs = logProbabilities(sequence, specification, hypothesis.tokens);
                for (int v = 0; v < logs.length; v++) {
                    if (logs[v] > Double.NEGATIVE_INFINITY) {
                        all.add(hypothesis.with(v, logs[v]));
                    }
                }
            }
            all.sort(Comparator.comparingDouble(hypothesis -> -hypothesis.sum)); // stable: earlier beam, lower token
            running = new ArrayList<>();
            for (int rank = 0; rank < Math.min(all.size(), 2 * width + 1) && running.size() < width; rank++) {
                Hypothesis hypothesis = all.get(rank);
                boolean ends = hypothesis.tokens.get(hypothesis.tokens.size() - 1) == HashModel.END
                        || hypothesis.tokens.size() == specification.maxTokens();
                if (!ends) {
                    running.add(hypothesis);
                } else if (rank < width) {
                    ended.add(hypothesis);
                    ended.sort(Comparator.comparingDouble(one -> -one.score(lengthPenalty)));
                    ended = new ArrayList<>(ended.subList(0, Math.min(width, ended.size())));
                }
            }
            if (ended.size() == width
                    && !running.isEmpty()
                    && running.get(0).score(lengthPenalty)
                            <= ended.get(width - 1).score(lengthPenalty)) {
                running = List.of();
            }
        }
        return ended;
    }

    private static double[] logProbabilities(
            SequenceSpecification sequence, GenerationSpecification specification, List<Integer> tokens) {
        int[] context = Stream.concat(Arrays.stream(sequence.prompt()).boxed(), tokens.stream())
                .mapToInt(Integer::intValue)
                .toArray();
        StepLogits rows = new HashModel()
                .open(new SequenceSpecification(
                        context, sequence.adapterDigest(), sequence.rows(), context.length + 1, true))
                .logits();
        Steering steering = specification.steering();
        return Reference.logSoftmax(Reference.steered(
                rows.warm(),
                rows.base(),
                steering.mode(),
                steering.strength().value(),
                steering.confidence(),
                token -> !banned(token, tokens, specification)));
    }

    private static boolean banned(int token, List<Integer> tokens, GenerationSpecification specification) {
        return specification.bans().bans(token)
                || (token == HashModel.END && tokens.size() < specification.minTokens());
    }
}
