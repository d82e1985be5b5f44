package dev.steerstream.decoder;

import dev.steerstream.core.adjustment.Adjustments;
import dev.steerstream.core.adjustment.LogitBias;
import dev.steerstream.core.adjustment.Penalties;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.decoder.request.CompleteRequest;
import dev.steerstream.decoder.running.AnswerSpecification;

/** A request in the terms of the decoding loop. */
final class Specifications {
    private final BaseModel model;
    private final Prepared.Ready ready;
    private final SteeringPlan plan;
    private final long seed;
    private final CompleteRequest.Sampling sampling;

    Specifications(BaseModel model, Prepared.Ready ready, SteeringPlan plan, long seed) {
        this.model = model;
        this.ready = ready;
        this.plan = plan;
        this.seed = seed;
        this.sampling = ready.request().sampling();
    }

    SequenceSpecification sequence() {
        return new SequenceSpecification(
                ready.prompt(),
                plan.adapterDigest().orElse(null),
                plan.rows(),
                ready.prompt().length + sampling.maximumTokens(),
                ready.request().deterministic(),
                ready.request().explain());
    }

    AnswerSpecification answers() {
        return new AnswerSpecification(
                generation(), sampling.answers(), sampling.beamWidth(), sampling.lengthPenalty());
    }

    private GenerationSpecification generation() {
        return new GenerationSpecification(
                plan.steering(),
                new SamplingParameters(
                        sampling.temperature(), sampling.topK().orElse(0), sampling.topP(), sampling.minP(), seed),
                0,
                sampling.maximumTokens(),
                sampling.minimumTokens(),
                model.endOfText(),
                sampling.stop(),
                model.bans(),
                new Adjustments(new LogitBias(sampling.logitBias()), penalties()),
                ready.constraint(),
                sampling.topLogprobs().orElse(0),
                ready.request().explain(),
                plan.guard(),
                model.nearTie());
    }

    private Penalties penalties() {
        return new Penalties(
                sampling.repetitionPenalty(), sampling.presencePenalty(), sampling.frequencyPenalty(), ready.prompt());
    }
}
