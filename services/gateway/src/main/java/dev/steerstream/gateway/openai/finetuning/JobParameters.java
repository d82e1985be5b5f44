package dev.steerstream.gateway.openai.finetuning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.openai.finetuning.JobViews.Hyperparameters;
import dev.steerstream.gateway.openai.parameters.Parameters;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.adaptations.AdaptationSettings;
import java.util.Optional;

/**
 * From OpenAI's hyperparameters, and ours under {@code method}, to the settings of an adaptation.
 *
 * @param hyperparameters as they came; null where none did
 */
record JobParameters(
        Hyperparameters hyperparameters, WarmStartConfiguration warmStart, CalibrationConfiguration calibration) {
    private static final String AUTO = "auto";

    /** @throws dev.steerstream.work.errors.SteerStreamException where a setting is none that can be run */
    static JobParameters read(Parameters given) {
        Optional<Parameters> method = given.object("method");
        Parameters numbers = given.object("hyperparameters").orElse(null);
        WarmStartConfiguration warmStart = null;
        CalibrationConfiguration calibration = null;
        if (method.isPresent()) {
            Parameters asked = method.get();
            String type = asked.requiredText("type");
            if (!type.equals("supervised")) {
                throw asked.unsupportedValue("type", type, "only supervised is there");
            }
            asked.unsupported("dpo");
            asked.unsupported("reinforcement");
            warmStart = asked.as("warm_start", WarmStartConfiguration.class, "settings of a warm start");
            calibration = asked.as("calibration", CalibrationConfiguration.class, "settings of a calibration");
            Optional<Parameters> supervised = asked.object("supervised");
            if (supervised.isPresent()) {
                Optional<Parameters> own = supervised.get().object("hyperparameters");
                supervised.get().end();
                Rules.require(
                        own.isEmpty() || numbers == null,
                        "hyperparameters",
                        "given twice",
                        "method.supervised.hyperparameters is its new name");
                numbers = own.orElse(numbers);
            }
            asked.end();
        }
        Long seed = given.whole("seed");
        Hyperparameters found = numbers == null ? null : hyperparameters(numbers);
        WarmStartConfiguration complete = warmStart(warmStart, numbers, found, seed);
        AdaptationSettings.complete(complete);
        AdaptationSettings.complete(calibration);
        return new JobParameters(found, complete, calibration);
    }

    private static Hyperparameters hyperparameters(Parameters given) {
        Hyperparameters found = new Hyperparameters(
                given.any("n_epochs"), given.any("batch_size"), given.any("learning_rate_multiplier"));
        given.end();
        return found;
    }

    /** A multiplier is of the default learning rate. */
    private static WarmStartConfiguration warmStart(
            WarmStartConfiguration own, Parameters given, Hyperparameters found, Long seed) {
        WarmStartConfiguration base = own == null
                ? new WarmStartConfiguration(
                        null, null, null, null, null, null, null, null, null, null, null, null, null, null)
                : own;
        Double epochs = found == null ? null : number(given, "n_epochs", found.nEpochs());
        Double batchSize = found == null ? null : number(given, "batch_size", found.batchSize());
        Double multiplier =
                found == null ? null : number(given, "learning_rate_multiplier", found.learningRateMultiplier());
        double defaultRate = AdaptationSettings.complete(base).learningRate();
        return new WarmStartConfiguration(
                base.method(),
                base.rank(),
                base.alpha(),
                base.dropout(),
                base.targetModules(),
                multiplier == null ? base.learningRate() : Double.valueOf(multiplier * defaultRate),
                base.weightDecay(),
                base.schedule(),
                epochs == null ? base.epochs() : epochs,
                base.maxSteps(),
                batchSize == null ? base.batchSize() : Integer.valueOf(whole(given, "batch_size", batchSize)),
                base.sequenceLength(),
                base.checkpointEverySteps(),
                seed == null ? base.seed() : seed,
                base.rankStabilised(),
                base.feedforwardModules(),
                base.virtualTokens(),
                base.encoderHiddenSize(),
                base.warmupSteps(),
                base.gradientClip(),
                base.gradientAccumulationSteps(),
                base.evaluation(),
                base.resumeFrom());
    }

    /** Null for auto: the setting takes its default. */
    private static Double number(Parameters given, String name, JsonNode value) {
        if (value == null || value.asText().equals(AUTO)) return null;
        if (!value.isNumber()) throw given.wrongType(name, value, "a number or auto");
        Rules.require(value.doubleValue() > 0, given.path(name), value, "it is above 0");
        return value.doubleValue();
    }

    private static int whole(Parameters given, String name, double value) {
        Rules.require(
                value == Math.rint(value) && value <= Integer.MAX_VALUE,
                given.path(name),
                value,
                "it is a whole number");
        return (int) value;
    }
}
