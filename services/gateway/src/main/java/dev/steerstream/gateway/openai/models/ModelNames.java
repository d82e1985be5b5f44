package dev.steerstream.gateway.openai.models;

import dev.steerstream.gateway.decoders.DecoderQueries;
import dev.steerstream.gateway.generations.TaskStates;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import jakarta.inject.Singleton;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code model} names: a task; a version of its profile, as {@code task@2}; or the base model, as {@code base} or by its reference. A task of the
 * same name goes before the base model.
 */
@Singleton
public class ModelNames {
    public static final String BASE = "base";
    private static final Pattern TASK =
            Pattern.compile("(?<task>[A-Za-z0-9][A-Za-z0-9._-]{0,127})(@(?<version>[1-9][0-9]{0,8}))?");

    private final TaskStates tasks;
    private final DecoderQueries decoders;

    public ModelNames(TaskStates tasks, DecoderQueries decoders) {
        this.tasks = tasks;
        this.decoders = decoders;
    }

    /**
     * What a name stands for.
     *
     * @param task null for the base model
     * @param version of the task's profile where the name says one, else null
     */
    public record Chosen(String task, Long version) {}

    /** @throws ProblemException 404 {@code MODEL_NOT_FOUND} */
    public Chosen resolve(Tenant tenant, String model) {
        Matcher named = TASK.matcher(model);
        if (named.matches() && tasks.find(tenant, named.group("task")).isPresent()) {
            String version = named.group("version");
            return new Chosen(named.group("task"), version == null ? null : Long.valueOf(version));
        }
        if (isBase(model)) return new Chosen(null, null);
        throw unknown(tenant, model);
    }

    private boolean isBase(String model) {
        return model.equals(BASE)
                || decoders.running().stream()
                        .anyMatch(decoder -> decoder.model().equals(model));
    }

    static ProblemException unknown(Tenant tenant, String model) {
        return ProblemException.notFound(
                        "MODEL_NOT_FOUND",
                        "model " + Rules.shown(model) + " is neither a task of tenant " + tenant.name()
                                + " nor the base model",
                        "GET /v1/models lists what there is; the base model answers as model " + BASE + ".")
                .about("model");
    }
}
