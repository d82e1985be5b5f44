package dev.steerstream.gateway.openai.models;

import com.fasterxml.jackson.annotation.JsonInclude;

/** What the model endpoints answer with. */
public final class ModelViews {
    private ModelViews() {}

    /**
     * A model.
     *
     * @param id what {@code model} may say
     * @param object always {@code model}
     * @param created seconds since 1970
     * @param ownedBy the tenant of a task; steerstream for the base model
     * @param parent what it is steered from: a version's task, a task's base model; null for the base model
     * @param root the base model
     * @param steering of a task only
     */
    public record Model(
            String id,
            String object,
            long created,
            String ownedBy,
            @JsonInclude String parent,
            String root,
            Steering steering) {}

    /**
     * How a task is steered.
     *
     * @param state of the task: active or retired
     * @param ready whether it answers now
     * @param profileVersion null where none is in force
     * @param rule the directions that it is steered along
     * @param strength signed
     */
    public record Steering(
            String state,
            boolean ready,
            Long profileVersion,
            String rule,
            Double strength,
            Double confidence,
            String adapterDigest) {}
}
