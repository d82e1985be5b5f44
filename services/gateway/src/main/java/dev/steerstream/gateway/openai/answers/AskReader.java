package dev.steerstream.gateway.openai.answers;

import dev.steerstream.gateway.generations.GenerationViews.Ask;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.models.ModelNames;
import dev.steerstream.gateway.openai.models.ModelNames.Chosen;
import dev.steerstream.gateway.openai.parameters.OtherParameters;
import dev.steerstream.gateway.openai.parameters.Parameters;
import dev.steerstream.gateway.openai.parameters.SamplingParameters;
import dev.steerstream.gateway.openai.parameters.SteeringParameters;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.ResponseFormat;
import dev.steerstream.schemas.SamplingOptions;
import dev.steerstream.schemas.SteeringOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** What the bodies of all endpoints have in common, read after an endpoint's own parameters. */
@Singleton
public class AskReader {
    private final ModelNames models;
    private final SteeringParameters steering;

    public AskReader(ModelNames models, SteeringParameters steering) {
        this.models = models;
        this.steering = steering;
    }

    /**
     * Reads the rest and lets nothing be left over.
     *
     * @param messages null where there is a prompt
     * @param prompt null where there are messages
     */
    public Asked read(
            Tenant tenant,
            Parameters given,
            String model,
            List<ChatMessage> messages,
            String prompt,
            SamplingOptions sampling) {
        ResponseFormat format = SamplingParameters.format(given);
        OtherParameters other = OtherParameters.read(given);
        // What the model's name decides comes last: a body that cannot be read is refused first, as it is.
        Chosen chosen = models.resolve(tenant, model);
        SteeringOptions how = steering.read(tenant, chosen, given);
        given.end();
        Ask ask = new Ask(
                null,
                chosen.task(),
                messages,
                prompt,
                sampling,
                how,
                null,
                other.deterministic(),
                other.deadline(),
                format,
                other.reference());
        return new Asked(model, ask, other.stream(), other.usage());
    }
}
