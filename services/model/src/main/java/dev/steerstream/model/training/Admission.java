package dev.steerstream.model.training;

import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.training.evaluation.Measurements;
import java.util.List;

/** What a warm start's configuration and rows must keep; whoever breaks it is told before anything is loaded. */
final class Admission {
    private Admission() {}

    /** @throws EngineException of kind user naming the value and the rule */
    static void check(
            TransformerConfig model, TrainingConfiguration configuration, List<TokenRow> rows, Measurements measured) {
        int virtual = configuration.method().virtualTokens();
        require(
                configuration.sequenceLength() <= model.contextLength() - virtual,
                "sequenceLength is " + configuration.sequenceLength() + ", but the model's context holds "
                        + model.contextLength()
                        + (virtual == 0 ? "." : ", of which the method's virtual tokens take " + virtual + "."));
        checkTokens(rows, model);
        checkTokens(measured.calibration(), model);
        require(
                rows.stream().anyMatch(row -> row.completionStart() < configuration.sequenceLength()),
                "None of the " + rows.size() + " rows has a completion token within the sequence length of "
                        + configuration.sequenceLength() + ": give shorter prompts or a longer sequence.");
    }

    private static void checkTokens(List<TokenRow> rows, TransformerConfig model) {
        for (int r = 0; r < rows.size(); r++) {
            rows.get(r).check(r, model.vocabularySize(), Integer.MAX_VALUE);
        }
    }

    /**
     * @param rows calibration rows that are short enough to be measured
     * @throws EngineException of kind user where measurements are to decide and there is no row for them
     */
    static void checkMeasured(int rows, TrainingConfiguration configuration, Measurements measurements) {
        require(
                rows > 0 || !measurements.settings().decides(),
                "None of the " + measurements.calibration().size() + " calibration rows is at most "
                        + configuration.sequenceLength()
                        + " tokens long, but early stop, best adapter and steering stop are decided on them: give longer sequences or leave these rules out.");
    }

    private static void require(boolean kept, String sentence) {
        if (!kept) throw new EngineException(EngineException.Kind.USER, sentence);
    }
}
