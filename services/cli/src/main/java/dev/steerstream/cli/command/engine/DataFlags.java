package dev.steerstream.cli.command.engine;

import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rows.RowFile;
import dev.steerstream.model.LanguageModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The rows that strengths are fitted on, and those that are judged. */
final class DataFlags {
    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "Rows that the strengths are fitted on. Needed unless every rule has a strength.")
    private Path calibration;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description =
                    "Rows that are judged: a JSON array or JSON lines, of a dataset's forms, LLM-Adapters' commonsense"
                            + " form, or TruthfulQA's multiple choice.")
    private Path data;

    @Option(
            names = "--sample",
            paramLabel = "NUMBER",
            description = "Draw so many rows of the data, by the seed. Default: all.")
    private Integer sample;

    @Option(
            names = "--calibration-sample",
            paramLabel = "NUMBER",
            description = "Draw so many rows of the calibration file, by the seed. Default: all.")
    private Integer calibrationSample;

    RowFile judged(long seed) throws IOException {
        return RowFile.read(data, drawn(sample), seed);
    }

    Optional<RowFile> fitted(long seed) throws IOException {
        return calibration == null
                ? Optional.empty()
                : Optional.of(RowFile.read(calibration, drawn(calibrationSample), seed));
    }

    /** @param fitted empty where no strength was calibrated */
    static Provenance provenance(
            RuleFlags rules,
            double confidence,
            LanguageModel model,
            String adapterDigest,
            RowFile judged,
            Optional<RowFile> fitted) {
        Set<String> seen = fitted.stream()
                .flatMap(file -> file.rows().stream())
                .map(EvaluationRow::group)
                .collect(Collectors.toSet());
        int shared = (int) judged.rows().stream()
                .map(EvaluationRow::group)
                .distinct()
                .filter(seen::contains)
                .count();
        return new Provenance(
                rules.seed(),
                rules.draws(),
                confidence,
                judged.digest(),
                fitted.map(RowFile::digest).orElse(""),
                model.description().baseDigest(),
                adapterDigest,
                model.description().weightFormat(),
                OptionalInt.of(shared));
    }

    static OptionalInt drawn(Integer sample) {
        return sample == null ? OptionalInt.empty() : OptionalInt.of(sample);
    }
}
