package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.decoding.sequence.Branch;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.distribution.Candidates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Searches the most probable answers: several grow side by side, and at every place the best of all their continuations go on.
 *
 * <p>A continuation's sum is that of the log-probabilities of its tokens under what a token is chosen from: steered, masked, with bias and
 * penalties, at temperature 1. At every place the best {@code 2 width + ends} continuations are looked at, best first, ties to the earlier
 * beam and the lower token: one that ends its answer is kept if it is among the best {@code width} of them; the others go on, at most
 * {@code width}. An answer's score is its sum divided by {@code length^lengthPenalty}, an end-of-text token counted. The search is over when
 * {@code width} answers have ended and no beam, at its present length, scores better than the worst of them, or when no beam is left.
 * Width 1 is greedy decoding.
 *
 * <p>Not thread-safe: one thread.
 */
public final class BeamSearch {
    private final GenerationSpecification specification;
    private final int width;
    private final int answers;
    private final double lengthPenalty;
    private List<Beam> running;
    private final List<Beam> ended = new ArrayList<>(); // best first, at most width

    /** An answer that grows, or has ended, with the sum of its log-probabilities. */
    private record Beam(Generation generation, double sum, List<GeneratedToken> tokens) {
        int length() {
            return tokens.size();
        }
    }

    /** How a beam may go on. */
    private record Continuation(int beam, TokenChoice choice, double sum) {
        static final Comparator<Continuation> BEST_FIRST = Comparator.comparingDouble(
                        (Continuation continuation) -> -continuation.sum)
                .thenComparingInt(Continuation::beam)
                .thenComparingInt(continuation -> continuation.choice.token());
    }

    /**
     * @param specification of every answer; greedy, since nothing is drawn
     * @param tokenText of an answer without tokens
     * @param width beams, at least 1
     * @param answers how many of the best are given, 1 to width
     */
    public BeamSearch(
            GenerationSpecification specification, TokenText tokenText, int width, int answers, double lengthPenalty) {
        if (!specification.sampling().isGreedy()) {
            throw new IllegalArgumentException("A beam search draws nothing, but the temperature is "
                    + specification.sampling().temperature() + "; it must be 0.");
        }
        if (width < 1 || answers < 1 || answers > width) {
            throw new IllegalArgumentException("A beam search of width " + width + " is asked for " + answers
                    + " answers; the width must be at least 1, and the answers 1 to the width.");
        }
        if (!Double.isFinite(lengthPenalty)) {
            throw new IllegalArgumentException("The length penalty is " + lengthPenalty + "; it must be finite.");
        }
        this.specification = specification;
        this.width = width;
        this.answers = answers;
        this.lengthPenalty = lengthPenalty;
        this.running = List.of(new Beam(new Generation(specification, tokenText), 0, List.of()));
    }

    public GenerationSpecification specification() {
        return specification;
    }

    public int width() {
        return width;
    }

    /**
     * Lets every beam go on.
     *
     * @param logits after the last token of each running beam, in the order of the branches that were returned last
     * @return which beams run on; none where the search is over
     */
    public List<Branch> accept(List<StepLogits> logits, DecodingWorkspace workspace) {
        List<Continuation> continuations = new ArrayList<>();
        for (int beam = 0; beam < running.size(); beam++) {
            propose(beam, logits.get(beam), workspace, continuations);
        }
        continuations.sort(Continuation.BEST_FIRST);
        List<Beam> going = new ArrayList<>(width);
        List<Branch> branches = new ArrayList<>(width);
        int seen = 0;
        for (; seen < Math.min(looked(), continuations.size()) && going.size() < width; seen++) {
            Continuation continuation = continuations.get(seen);
            Beam grown = grow(continuation);
            if (!grown.generation.finished()) {
                going.add(grown);
                branches.add(new Branch(
                        continuation.beam, continuation.choice.token(), grown.generation.summaryConfidence()));
            } else if (seen < width) {
                end(grown);
            }
        }
        if (seen > 0 && seen < continuations.size()) {
            double margin = continuations.get(seen - 1).sum - continuations.get(seen).sum;
            going.forEach(beam -> beam.generation.noteMargin(margin));
        }
        running = going;
        if (over()) {
            running = List.of();
            return List.of();
        }
        return branches;
    }

    private int looked() {
        return 2 * width + specification.endOfText().size();
    }

    private void propose(int index, StepLogits logits, DecodingWorkspace workspace, List<Continuation> continuations) {
        Beam beam = running.get(index);
        Candidates candidates = beam.generation.weigh(logits, workspace);
        double maximum = candidates.maximum();
        double logSum = candidates.logSum(maximum);
        int[] best = new int[Math.min(looked(), candidates.size())];
        double[] sums = new double[best.length];
        workspace.ranked.set(candidates);
        for (int i = 0; i < best.length; i++) {
            int candidate = workspace.ranked.poll();
            best[i] = candidates.token(candidate);
            sums[i] = beam.sum + (candidates.logit(candidate) - maximum - logSum);
        }
        Generation.Place place = beam.generation.place(logits, workspace);
        for (int i = 0; i < best.length; i++) {
            continuations.add(new Continuation(index, Generation.describe(best[i], place, workspace), sums[i]));
        }
    }

    private Beam grow(Continuation continuation) {
        Beam parent = running.get(continuation.beam);
        Generation generation = parent.generation.fork();
        List<GeneratedToken> tokens = new ArrayList<>(parent.tokens);
        tokens.add(generation.take(continuation.choice));
        return new Beam(generation, continuation.sum, tokens);
    }

    private void end(Beam beam) {
        int at = ended.size();
        while (at > 0 && score(ended.get(at - 1)) < score(beam)) {
            at--;
        }
        ended.add(at, beam);
        if (ended.size() > width) {
            ended.remove(width);
        }
    }

    private boolean over() {
        if (running.isEmpty()) {
            return true;
        }
        return ended.size() == width && score(running.get(0)) <= score(ended.get(width - 1));
    }

    private double score(Beam beam) {
        return beam.length() == 0 ? 0 : beam.sum / Math.pow(beam.length(), lengthPenalty);
    }

    /** Ends the beams where they are; they are answers too, then. */
    public void cancel() {
        for (Beam beam : running) {
            beam.generation.cancel();
            end(beam);
        }
        running = List.of();
    }

    /** The best answers, best first. */
    public List<BeamAnswer> answers() {
        return ended.stream()
                .limit(answers)
                .map(beam -> new BeamAnswer(beam.generation.outcome().withScore(score(beam)), beam.tokens))
                .toList();
    }
}
