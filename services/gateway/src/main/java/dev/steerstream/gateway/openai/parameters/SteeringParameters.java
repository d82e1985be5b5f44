package dev.steerstream.gateway.openai.parameters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.adaptations.AdaptationQueries;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.models.ModelNames.Chosen;
import dev.steerstream.schemas.SteeringOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** From the extra parameter {@code steering} to steering options. */
@Singleton
public class SteeringParameters {
    private static final List<String> MODES = List.of("base", "warm", "steered");

    private final AdaptationQueries tasks;

    public SteeringParameters(AdaptationQueries tasks) {
        this.tasks = tasks;
    }

    /** Null where nothing is asked for. */
    public SteeringOptions read(Tenant tenant, Chosen model, Parameters given) {
        Optional<Parameters> steering = given.object("steering");
        if (steering.isEmpty()) {
            return model.version() == null ? null : new SteeringOptions(null, null, null, model.version());
        }
        Parameters asked = steering.get();
        String mode = asked.text("mode");
        Rules.require(mode == null || MODES.contains(mode), "steering/mode", mode, "it is base, warm or steered");
        Double strength = asked.number("strength");
        Double confidence = asked.number("confidence");
        String rule = asked.text("rule");
        Integer explain = asked.integer("explain");
        Long version = version(model, asked.whole("profile_version"));
        asked.end();
        return new SteeringOptions(
                mode == null ? null : SteeringOptions.Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
                strength,
                confidence,
                version,
                rule,
                explain);
    }

    private static Long version(Chosen model, Long asked) {
        Rules.require(
                asked == null || model.version() == null || asked.equals(model.version()),
                "steering/profile_version",
                asked,
                "model names version " + model.version());
        return asked == null ? model.version() : asked;
    }

    /** The directions in force, joined by {@code +}. */
    public static String ruleOf(JsonNode profile) {
        JsonNode strengths = profile.path("strengths");
        if (!strengths.isArray() || strengths.isEmpty())
            return profile.path("direction").asText();
        return StreamSupport.stream(strengths.spliterator(), false)
                .map(one -> one.path("direction").asText())
                .collect(Collectors.joining("+"));
    }
}
