package dev.steerstream.extractor;

import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.choice.ChoiceCurve;
import dev.steerstream.core.choice.ChoicePass;
import dev.steerstream.core.choice.ChoiceQuestion;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The estimator {@code choice}: a pass over the answers that the calibration rows offer to choose from, and the scan of their strengths. */
final class Choices {
    /** What a profile names it by. */
    static final String NAME = "choice";

    private final Direction direction;
    private final GroupBootstrap bootstrap;
    private final long observationBytes;
    private final int vocabularySize;

    Choices(Direction direction, GroupBootstrap bootstrap, long observationBytes, int vocabularySize) {
        this.direction = direction;
        this.bootstrap = bootstrap;
        this.observationBytes = observationBytes;
        this.vocabularySize = vocabularySize;
    }

    /**
     * One row's answers.
     *
     * @param answers each with the prompt
     * @param right index of the right one
     */
    record Offered(List<Extraction.Example> answers, int right) {
        Offered {
            answers = List.copyOf(answers);
        }
    }

    /**
     * Twice the optimum of the loss is looked at to both sides: beyond it answers break.
     *
     * @return empty where no row offers answers, or nothing is to be steered
     */
    Optional<ChoiceCurve> scan(Scoring scoring, List<Offered> offered, CalibrationResult fitted)
            throws InterruptedException {
        double optimum = Math.max(
                Math.abs(fitted.unmasked().strength()),
                Math.abs(fitted.optimal().strength()));
        if (offered.isEmpty() || optimum == 0) return Optional.empty();
        ChoicePass pass = new ChoicePass(direction, observationBytes, vocabularySize);
        List<Integer> answers = new ArrayList<>();
        List<Extraction.Example> all =
                offered.stream().flatMap(row -> row.answers().stream()).toList();
        if (AnswerToken.knows(direction)) {
            scoring.observe("calibrating", all, Passes.unmasked(), new Scoring.SumsVisitor() {
                @Override
                public void example(Extraction.Example example) {
                    answers.add(pass.answer());
                }

                @Override
                public void token(AnswerToken answer) {
                    pass.token(answer);
                }
            });
        } else {
            scoring.run("calibrating", all, new Scoring.Visitor() {
                @Override
                public void example(Extraction.Example example) {
                    answers.add(pass.answer());
                }

                @Override
                public void token(int gold, float[] warm, float[] base) {
                    pass.position(gold, warm, base);
                }
            });
        }
        List<ChoiceQuestion> questions = new ArrayList<>();
        int first = 0;
        for (Offered row : offered) {
            int end = first + row.answers().size();
            questions.add(new ChoiceQuestion(answers.subList(first, end), row.right()));
            first = end;
        }
        return Optional.of(pass.scan(questions).scan(2 * optimum, true, bootstrap));
    }
}
