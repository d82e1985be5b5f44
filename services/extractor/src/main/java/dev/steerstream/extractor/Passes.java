package dev.steerstream.extractor;

import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.calibration.MeanVector;
import dev.steerstream.core.evaluation.HeldOutEvaluation;
import dev.steerstream.core.evaluation.TemplateTokens;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.selection.SelectionPass;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.engine.Observing;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The passes of one extraction over its examples. Each takes what the engine sums of the answer tokens, or, where that does not tell enough
 * (see {@link Calibration#servedBySums}), rows of logits. For the job's thread.
 */
final class Passes {
    private final Scoring scoring;
    private final TokenBans bans;
    private final int vocabularySize;

    Passes(Scoring scoring, TokenBans bans, int vocabularySize) {
        this.scoring = scoring;
        this.bans = bans;
        this.vocabularySize = vocabularySize;
    }

    /** Asks for what is known without a mask only. */
    static Observing unmasked() {
        return new Observing(1, TokenBans.none(), 1, row -> 0, (fold, tokens, delta, logRatio) -> {});
    }

    private Observing survivors(double confidence) {
        return new Observing(confidence == 0 ? 1 : confidence, bans, 1, row -> 0, (fold, tokens, delta, ratio) -> {});
    }

    /**
     * Fits on the examples, and keeps what the guard's range and a selection need of them.
     *
     * @param survivorsOf the smallest confidence whose survivors are to be kept; 0 where there is no mask
     * @param guarded takes the examples that it samples, where the pass is one over sums
     */
    CalibrationResult calibrate(
            List<Extraction.Example> examples,
            CalibrationSettings settings,
            double survivorsOf,
            Optional<SelectionPass> selection,
            GuardRange guarded)
            throws InterruptedException {
        Calibration calibration = new Calibration(settings, vocabularySize);
        if (!Calibration.servedBySums(settings, vocabularySize)) {
            scoring.run("calibrating", examples, new Scoring.Visitor() {
                @Override
                public void example(Extraction.Example example) {
                    calibration.row(example.group());
                    selection.ifPresent(pass -> pass.row(example.group()));
                }

                @Override
                public void token(int gold, float[] warm, float[] base) {
                    calibration.position(gold, warm, base);
                    selection.ifPresent(pass -> pass.position(gold, calibration.loaded(), warm, base));
                }
            });
            return calibration.result();
        }
        MeanVector mean = new MeanVector(vocabularySize);
        boolean ratio = settings.steering().direction() instanceof LogRatio;
        int[] groups = groups(examples);
        Observing observing = new Observing(
                survivorsOf == 0 ? 1 : survivorsOf,
                bans,
                selection.map(SelectionPass::folds).orElse(1),
                example -> selection.map(pass -> pass.fold(groups[example])).orElse(0),
                (fold, tokens, delta, logRatio) -> {
                    mean.add(ratio ? logRatio : delta, tokens);
                    selection.ifPresent(pass -> pass.vectors(fold, tokens, delta, logRatio));
                });
        Set<Extraction.Example> sampled = new HashSet<>(GuardRange.sample(examples));
        scoring.observe("calibrating", examples, observing, new Scoring.SumsVisitor() {
            private boolean guards;

            @Override
            public void example(Extraction.Example example) {
                calibration.row(example.group());
                selection.ifPresent(pass -> pass.row(example.group()));
                guards = sampled.contains(example);
                if (guards) guarded.example(example);
            }

            @Override
            public void token(AnswerToken answer) {
                calibration.token(answer);
                selection.ifPresent(pass -> pass.token(answer));
                if (guards) guarded.keep(answer.rows());
            }
        });
        return calibration.result(mean);
    }

    /** Each example's prompt group, numbered as calibration and selection will number it. */
    private static int[] groups(List<Extraction.Example> examples) {
        RowGroups numbering = new RowGroups();
        return examples.stream()
                .mapToInt(example -> {
                    numbering.begin(example.group());
                    return numbering.group();
                })
                .toArray();
    }

    /** The guard's range under a steering: from what was kept, or from a pass over the sampled examples. */
    void guard(GuardRange range, List<Extraction.Example> examples, Steering inForce) throws InterruptedException {
        if (range.measure(inForce, bans, vocabularySize)) return;
        scoring.run("calibrating", GuardRange.sample(examples), range.anew(inForce, bans, vocabularySize));
    }

    void judge(
            List<Extraction.Example> examples, HeldOutEvaluation evaluation, double confidence, TemplateTokens wording)
            throws InterruptedException {
        if (evaluation.servedBySums()) {
            scoring.observe("judging", examples, survivors(confidence), new Scoring.SumsVisitor() {
                @Override
                public void example(Extraction.Example example) {
                    evaluation.row(example.group(), wording.of(example.completion()));
                }

                @Override
                public void token(AnswerToken answer) {
                    evaluation.token(answer);
                }
            });
            return;
        }
        scoring.run("judging", examples, new Scoring.Visitor() {
            @Override
            public void example(Extraction.Example example) {
                evaluation.row(example.group(), wording.of(example.completion()));
            }

            @Override
            public void token(int gold, float[] warm, float[] base) {
                evaluation.position(gold, warm, base);
            }
        });
    }
}
