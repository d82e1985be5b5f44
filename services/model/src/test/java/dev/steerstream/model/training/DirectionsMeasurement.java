package dev.steerstream.model.training;

import dev.steerstream.core.observation.Observations;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.selection.FittedRule.NamedStrength;
import dev.steerstream.core.selection.RuleChoice;
import dev.steerstream.core.selection.RuleResult;
import dev.steerstream.core.selection.SelectionPass;
import dev.steerstream.core.selection.UnmaskedSelection;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.TestModel;
import dev.steerstream.model.engine.Observing;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.peft.PeftAdapter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Cross-validated loss of every rule after a short warm start, on files of instruction and output. Run its main by hand: the files are not part of
 * the project.
 */
public final class DirectionsMeasurement {
    private static final int ROWS = 128;
    private static final double MOST_DIVERGENCE = 2;
    private static final List<String> OTHERS =
            List.of("log_ratio", "temperature", "contrast", "probability_difference", "mean_delta", "mean_log_ratio");

    private DirectionsMeasurement() {}

    /** @param arguments training file, test file, steps of 4 rows, seed, training type, confidences from the lowest */
    public static void main(String[] arguments) throws IOException {
        int steps = Integer.parseInt(arguments[2]);
        long seed = Long.parseLong(arguments[3]);
        Path path = TestModel.smollm2();
        try (LanguageModel model =
                LanguageModel.load(path, LoadOptions.named("cpu", "float32", WarmStartMeasurement.THREADS))) {
            PeftAdapter adapter = WarmStartMeasurement.train(
                    path,
                    WarmStartMeasurement.tokens(WarmStartMeasurement.rows(model, new File(arguments[0]), seed)),
                    steps,
                    seed,
                    TrainingType.named(arguments[4]));
            model.attach(adapter.digest(), adapter);
            List<TokenRow> rows =
                    WarmStartMeasurement.tokens(WarmStartMeasurement.rows(model, new File(arguments[1]), seed));
            SelectionPass pass = new SelectionPass(
                    Double.parseDouble(arguments[5]),
                    TokenBans.none(),
                    new GroupBootstrap(GroupBootstrap.FEWEST_DRAWS, seed),
                    MOST_DIVERGENCE,
                    1L << 30,
                    model.config().vocabularySize());
            show("no mask (loss_full)", observe(model, adapter.digest(), rows.subList(0, ROWS), seed, pass));
            for (int i = 5; i < arguments.length; i++) {
                double confidence = Double.parseDouble(arguments[i]);
                long begin = System.nanoTime();
                RuleChoice choice = pass.rules(confidence, "delta", "optimal", OTHERS);
                show("confidence " + confidence + " (loss_kept)", choice);
                System.out.printf(Locale.ROOT, "chosen in %.1f s%n", (System.nanoTime() - begin) / 1e9);
            }
            pass.confidences("delta", 0.1).judged().forEach(System.out::println);
        }
    }

    /** One pass; the comparison of the two directions that is possible without a mask. */
    private static RuleChoice observe(
            LanguageModel model, String adapter, List<TokenRow> rows, long seed, SelectionPass pass) {
        int vocabulary = model.config().vocabularySize();
        RowGroups groups = new RowGroups();
        Observations delta = new Observations(groups, 1L << 30);
        Observations logRatio = new Observations(groups, 1L << 30);
        Observing observing = new Observing(0.05, TokenBans.none(), pass.folds(), pass::fold, pass::vectors);
        int[] current = {-1};
        model.observe(rows, adapter, observing, (row, token, answer) -> {
            if (row != current[0]) {
                current[0] = row;
                pass.row(Integer.toString(row));
                groups.begin(Integer.toString(row));
            }
            pass.token(answer);
            delta.add(answer.delta(), vocabulary);
            logRatio.add(answer.logRatio(), vocabulary);
        });
        Folds folds = new Folds(Folds.COUNT, seed);
        return new UnmaskedSelection(folds, new GroupBootstrap(GroupBootstrap.FEWEST_DRAWS, seed), MOST_DIVERGENCE)
                .rule("delta", new StrengthObjective(delta))
                .rule("log_ratio", new StrengthObjective(logRatio))
                .choose();
    }

    private static void show(String what, RuleChoice choice) {
        System.out.printf(Locale.ROOT, "%s: warm %.4f%n", what, choice.warmLoss());
        choice.candidates().forEach(DirectionsMeasurement::show);
        System.out.println("  " + choice.reason());
    }

    private static void show(RuleResult result) {
        System.out.printf(
                Locale.ROOT,
                "  %-40s loss %.4f, against default %+.4f (%+.4f to %+.4f), gain %+.4f (%+.4f to %+.4f), ridge %s, %s%n",
                result.name(),
                result.loss(),
                result.difference(),
                result.interval().low(),
                result.interval().high(),
                result.gain(),
                result.gainInterval().low(),
                result.gainInterval().high(),
                result.fitted().priors(),
                result.fitted().strengths().stream()
                        .map(DirectionsMeasurement::strength)
                        .collect(Collectors.joining(", ")));
    }

    private static String strength(NamedStrength named) {
        return String.format(
                Locale.ROOT,
                "%s %.3f (%.3f to %.3f)",
                named.direction(),
                named.strength(),
                named.interval().low(),
                named.interval().high());
    }
}
