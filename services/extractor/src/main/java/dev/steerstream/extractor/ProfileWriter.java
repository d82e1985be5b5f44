package dev.steerstream.extractor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.calibration.MeanVector;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.selection.FittedRule;
import dev.steerstream.core.selection.RuleChoice;
import dev.steerstream.core.selection.RuleResult;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.schemas.CalibratedRule;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.HeldOutGain;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.adaptations.Adaptation;
import dev.steerstream.work.adaptations.AdaptationChange;
import dev.steerstream.work.adaptations.AdaptationStore;
import dev.steerstream.work.adaptations.TaskProfiles;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.outbox.Outbox;
import java.nio.FloatBuffer;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Commits an extraction: vector, profile in force, adaptation and events in the one transaction that also ends the job. */
final class ProfileWriter {
    /** With the direction's name that of the one tensor of a vector artefact, {@code [vocab]} float32. */
    static final String TENSOR_PREFIX = "mean_";

    private final AdaptationStore adaptations;
    private final TaskProfiles profiles;
    private final ArtefactStore artefacts;
    private final Outbox outbox;
    private final TaskModel model;
    private final Clock clock;

    ProfileWriter(
            AdaptationStore adaptations,
            TaskProfiles profiles,
            ArtefactStore artefacts,
            Outbox outbox,
            TaskModel model,
            Clock clock) {
        this.adaptations = adaptations;
        this.profiles = profiles;
        this.artefacts = artefacts;
        this.outbox = outbox;
        this.model = model;
        this.clock = clock;
    }

    void commit(JobContext context, Extraction extraction, Findings findings) throws InterruptedException {
        byte[] vector = vector(
                extraction.adaptation().calibration().direction(),
                findings.calibration().meanVector(),
                findings.vectors());
        ObjectNode report = new ProfileReport(model.tokenizer()).of(findings);
        context.commit(handle -> write(handle, extraction, findings, vector, report.toString()));
    }

    private void write(Handle handle, Extraction extraction, Findings findings, byte[] vector, String report) {
        String tenant = extraction.adaptation().tenant();
        Adaptation adaptation =
                adaptations.require(handle, tenant, extraction.adaptation().adaptation());
        long version = profiles.nextVersion(handle, tenant, adaptation.task());
        String vectorDigest = artefacts.put(handle, tenant, ArtefactKind.VECTOR, vector);
        SteeringProfile profile = profile(extraction, findings, version, vectorDigest);

        if (promoted(extraction, findings)) {
            Adaptation succeeded = adaptations.apply(
                    handle,
                    adaptation,
                    AdaptationChange.calibrated(
                            version, profile.strength(), profile.strengthLow(), profile.strengthHigh()));
            profiles.putInForce(handle, tenant, profile, report);
            adaptations.apply(
                    handle,
                    succeeded,
                    AdaptationChange.promoted(
                            version, profile.strength(), profile.strengthLow(), profile.strengthHigh()));
        } else {
            adaptations.apply(
                    handle,
                    adaptation,
                    AdaptationChange.heldBack(
                            version,
                            profile.strength(),
                            profile.strengthLow(),
                            profile.strengthHigh(),
                            findings.gain()
                                    .map(HeldOutGain::sentence)
                                    .orElse("there are no held-out rows to judge it on")));
            profiles.keepAsCandidate(handle, tenant, profile, report);
        }
        if ("after_calibration".equals(adaptation.calibration().evaluate())) evaluate(handle, adaptation, version);
    }

    /** Asks for it as anyone does, under an id that follows from the adaptation: a commit that is done again asks once. */
    private void evaluate(Handle handle, Adaptation adaptation, long version) {
        outbox.append(
                handle,
                adaptation.tenant(),
                Topic.EVALUATION_COMMANDS,
                adaptation.key(),
                new EvaluationCommand(
                        EvaluationCommand.Action.START,
                        adaptation.task(),
                        adaptation.adaptation(),
                        version,
                        null,
                        null,
                        null,
                        null));
    }

    /** A task may ask that only what gains on held-out rows is put in force; the rest can still be promoted by hand. */
    private static boolean promoted(Extraction extraction, Findings findings) {
        return !"on_gain".equals(extraction.adaptation().calibration().promote())
                || findings.gain().map(HeldOutGain::helps).orElse(false);
    }

    private SteeringProfile profile(Extraction extraction, Findings findings, long version, String vectorDigest) {
        ModelDescription base = model.description();
        Chosen chosen = findings.chosen();
        return new SteeringProfile(
                extraction.adaptation().task(),
                version,
                promoted(extraction, findings) ? SteeringProfile.State.IN_FORCE : SteeringProfile.State.RETIRED,
                clock.instant(),
                extraction.adaptation().adaptation(),
                model.reference(),
                base.baseDigest(),
                base.tokenizerDigest(),
                base.chatTemplateDigest(),
                base.vocabularySize(),
                extraction.adapter().digest(),
                vectorDigest,
                chosen.first().direction(),
                findings.estimator(),
                findings.strength(),
                findings.low(),
                findings.high(),
                chosen.bounded(),
                findings.insufficient(),
                chosen.confidence(),
                findings.guardRepetition().orElse(null),
                findings.guardDivergence().orElse(null),
                null,
                chosen.strengths().size() == 1
                        ? null
                        : chosen.strengths().stream()
                                .map(ProfileWriter::strength)
                                .toList(),
                chosen.ruleReason(),
                chosen.confidenceReason(),
                findings.gain().orElse(null),
                rules(chosen, findings.vectors()));
    }

    /**
     * Every rule that was tried, with strengths of its own, for requests that name one: the optimal ones, of static directions only where their
     * vectors are kept.
     */
    private static List<CalibratedRule> rules(Chosen chosen, List<StaticVector> kept) {
        List<String> vectors = kept.stream().map(StaticVector::name).toList();
        List<CalibratedRule> rules = chosen.rules().map(RuleChoice::candidates).orElse(List.of()).stream()
                .map(RuleResult::fitted)
                .filter(rule -> rule.estimator().equals(OptimalEstimator.NAME))
                .filter(rule -> rule.strengths().stream()
                        .map(FittedRule.NamedStrength::direction)
                        .allMatch(name -> !Directions.isStatic(name) || vectors.contains(Directions.unplaced(name))))
                .map(rule ->
                        rule.strengths().stream().map(ProfileWriter::strength).toList())
                .map(strengths ->
                        new CalibratedRule(CalibratedRule.nameOf(strengths), OptimalEstimator.NAME, strengths))
                .toList();
        return rules.isEmpty() ? null : rules;
    }

    private static NamedStrength strength(FittedRule.NamedStrength named) {
        boolean known = named.interval().isKnown();
        return new NamedStrength(
                named.direction(),
                named.strength(),
                known ? named.interval().low() : null,
                known ? named.interval().high() : null);
    }

    /** A safetensors file: any tool reads it, and equal vectors give equal bytes. The static directions in force are in it, too. */
    private static byte[] vector(String direction, MeanVector mean, List<StaticVector> statics) {
        TreeMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        tensors.put(TENSOR_PREFIX + direction, tensor(mean.toFloats()));
        for (StaticVector vector : statics) tensors.putIfAbsent(vector.name(), tensor(vector.values()));
        return SafetensorsWriter.toBytes(tensors);
    }

    private static SafetensorsWriter.Tensor tensor(float[] values) {
        return new SafetensorsWriter.Tensor(new long[] {values.length}, FloatBuffer.wrap(values));
    }
}
