package dev.steerstream.extractor.evaluation;

import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.EvaluationSettings;
import dev.steerstream.evaluation.EvaluationWatch;
import dev.steerstream.evaluation.dose.DoseResponse;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.model.LanguageModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** The dose-response of a profile on some of the rows that judge it: each strength costs a pass over the vocabulary a token. For the job's thread. */
final class DoseScan {
    private static final int POINTS = 11;

    /** They are decoded at every strength. */
    private static final int ANSWERED_ROWS = 8;

    private final LanguageModel model;
    private final Judged judged;

    DoseScan(LanguageModel model, Judged judged) {
        this.model = model;
        this.judged = judged;
    }

    /** Empty where none is asked for. */
    Optional<DoseResponse> of(FittedRule profile, List<EvaluationRow> rows, EvaluationWatch watch) {
        var asked = judged.evaluation().settings();
        if (asked.doseRows() == null || asked.doseRows() == 0) return Optional.empty();
        EvaluationSettings answering = judged.settings(List.of(), EvaluationSettings.DEFAULT_OBSERVATION_BYTES);
        boolean answers = answering.answerTokens().isPresent();
        Evaluation generator = Evaluation.of(model, judged.adapter().digest(), answering);
        Evaluation scorer = Evaluation.of(model, judged.adapter().digest(), answering.withoutAnswers());
        return Optional.of(DoseResponse.scan(
                scorer,
                generator,
                some(rows, asked.doseRows(), asked.seed()),
                answers ? ANSWERED_ROWS : 0,
                profile,
                POINTS,
                watch));
    }

    /** Drawn by the seed, in their order. */
    private static List<EvaluationRow> some(List<EvaluationRow> rows, int most, long seed) {
        if (rows.size() <= most) return rows;
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
        Collections.shuffle(places, new Random(seed));
        return places.subList(0, most).stream().sorted().map(rows::get).toList();
    }
}
