package dev.steerstream.gateway.openai.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.decoders.DecoderQueries;
import dev.steerstream.gateway.decoders.DecoderView;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.OpenAiList;
import dev.steerstream.gateway.openai.models.ModelNames.Chosen;
import dev.steerstream.gateway.openai.models.ModelQueries.TaskModel;
import dev.steerstream.gateway.openai.models.ModelViews.Model;
import dev.steerstream.gateway.openai.models.ModelViews.Steering;
import dev.steerstream.gateway.openai.parameters.SteeringParameters;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Listing and reading models. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "openai")
@Blocking
public class ModelResource {
    private final ModelQueries queries;
    private final ModelNames names;
    private final DecoderQueries decoders;

    public ModelResource(ModelQueries queries, ModelNames names, DecoderQueries decoders) {
        this.queries = queries;
        this.names = names;
        this.decoders = decoders;
    }

    @GET
    @Operation(summary = "List the base models that decoders serve and the tasks that can answer")
    public OpenAiList<Model> list(@HeaderParam(Tenant.HEADER) String tenantHeader) {
        Tenant tenant = Tenant.of(tenantHeader);
        List<Model> models = new ArrayList<>(bases().values());
        queries.ready(tenant).forEach(task -> models.add(model(tenant, task.task(), task, base(task))));
        return OpenAiList.of(models, Model::id);
    }

    @GET
    @Path("/{model: .+}")
    @Operation(summary = "One model: base, a base model's reference, a task, or a version of its profile as task@2")
    public Model one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("model") String model) {
        Tenant tenant = Tenant.of(tenantHeader);
        Chosen chosen = names.resolve(tenant, model);
        if (chosen.task() == null) {
            Map<String, Model> bases = bases();
            return bases.getOrDefault(model, base(model));
        }
        TaskModel task = queries.one(tenant, chosen.task(), chosen.version())
                .filter(found -> chosen.version() == null || found.version() != null)
                .orElseThrow(() -> ModelNames.unknown(tenant, model));
        return model(tenant, model, task, chosen.version() == null ? base(task) : chosen.task());
    }

    /** Newest first; one entry a reference, since created when its first decoder started. */
    private Map<String, Model> bases() {
        Map<String, Model> bases = new LinkedHashMap<>();
        for (DecoderView decoder : decoders.running()) {
            bases.put(
                    decoder.model(),
                    new Model(
                            decoder.model(),
                            "model",
                            decoder.startedAt().getEpochSecond(),
                            "steerstream",
                            null,
                            decoder.model(),
                            null));
        }
        return bases;
    }

    private static Model base(String name) {
        return new Model(name, "model", 0, "steerstream", null, name, null);
    }

    private static String base(TaskModel task) {
        return task.profile() == null
                ? ModelNames.BASE
                : task.profile().path("model").asText(ModelNames.BASE);
    }

    private static Model model(Tenant tenant, String id, TaskModel task, String parent) {
        JsonNode profile = task.profile();
        Steering steering = profile == null
                ? new Steering(task.state(), false, null, null, null, null, null)
                : new Steering(
                        task.state(),
                        task.state().equals("active"),
                        task.version(),
                        SteeringParameters.ruleOf(profile),
                        profile.path("strength").asDouble(),
                        profile.path("confidence").asDouble(),
                        profile.path("adapter_digest").asText());
        return new Model(id, "model", task.createdAt().getEpochSecond(), tenant.name(), parent, base(task), steering);
    }
}
