package dev.steerstream.gateway.openai.finetuning;

import dev.steerstream.gateway.adaptations.AdaptationCommands;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.gateway.openai.OpenAiList;
import dev.steerstream.gateway.openai.files.FileStore;
import dev.steerstream.gateway.openai.finetuning.JobViews.Checkpoint;
import dev.steerstream.gateway.openai.finetuning.JobViews.Job;
import dev.steerstream.gateway.openai.finetuning.JobViews.JobEvent;
import dev.steerstream.gateway.openai.finetuning.JobViews.JobRow;
import dev.steerstream.gateway.openai.finetuning.JobViews.Settings;
import dev.steerstream.gateway.openai.models.ModelNames;
import dev.steerstream.gateway.openai.parameters.ListQuery;
import dev.steerstream.gateway.openai.parameters.Metadata;
import dev.steerstream.gateway.openai.parameters.OpenAiBody;
import dev.steerstream.gateway.openai.parameters.Parameters;
import dev.steerstream.work.database.Database;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Starting, reading, following and cancelling fine-tuning jobs. */
@Path("/v1/fine_tuning/jobs")
@Tag(name = "openai")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class JobResource {

    private final JobStore jobs;
    private final JobPresentation presentation;
    private final FileStore files;
    private final ModelNames models;
    private final AdaptationCommands adaptations;
    private final Database database;

    public JobResource(
            JobStore jobs,
            JobPresentation presentation,
            FileStore files,
            ModelNames models,
            AdaptationCommands adaptations,
            Database database) {
        this.jobs = jobs;
        this.presentation = presentation;
        this.files = files;
        this.models = models;
        this.adaptations = adaptations;
        this.database = database;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Start a fine-tuning job",
            description =
                    "The rows of training_file become a dataset of the file's name; then the task that suffix names is adapted.")
    public Job create(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            OpenAiBody body) {
        Tenant tenant = Tenant.of(tenantHeader);
        Parameters given = OpenAiBody.parameters(body);
        String model = given.requiredText("model");
        String training = given.requiredText("training_file");
        String validation = given.text("validation_file");
        String suffix = given.text("suffix");
        given.unsupported("integrations");
        JobParameters parameters = JobParameters.read(given);
        Map<String, String> metadata = Metadata.read(given);
        given.end();
        files.require(tenant, "training_file", training, "fine-tune");
        if (validation != null) files.require(tenant, "validation_file", validation, "fine-tune");
        String id = "ftjob-" + UUID.randomUUID().toString().replace("-", "");
        JobRow row = jobs.add(
                tenant,
                id,
                task(tenant, model, suffix, id),
                model,
                training,
                validation,
                new Settings(parameters.hyperparameters(), parameters.warmStart(), parameters.calibration(), metadata),
                TraceContext.headers(traceparent).get(TraceContext.HEADER));
        return presentation.job(tenant, row);
    }

    /** A task that the model names is adapted anew; the base model becomes the task that the suffix names. */
    private String task(Tenant tenant, String model, String suffix, String id) {
        if (suffix != null) Rules.identifier("suffix", suffix);
        String named = models.resolve(tenant, model).task();
        Rules.require(
                named == null || suffix == null || suffix.equals(named),
                "suffix",
                suffix,
                "model names a task already, " + named);
        if (named != null) return named;
        return suffix == null ? "ft-" + id.substring("ftjob-".length(), "ftjob-".length() + 12) : suffix;
    }

    @GET
    @Operation(summary = "List fine-tuning jobs, newest first")
    public OpenAiList<Job> list(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        ListQuery query = ListQuery.of(after, limit);
        List<Job> found = jobs.list(tenant, query).stream()
                .map(row -> presentation.job(tenant, row))
                .toList();
        return OpenAiList.page(found, query.limit(), Job::id);
    }

    @GET
    @Path("/{job}")
    @Operation(summary = "One fine-tuning job")
    public Job one(@HeaderParam(Tenant.HEADER) String tenantHeader, @PathParam("job") String job) {
        Tenant tenant = Tenant.of(tenantHeader);
        return presentation.job(tenant, find(tenant, job));
    }

    @POST
    @Path("/{job}/cancel")
    @Operation(summary = "Cancel a fine-tuning job", description = "One that has ended stays as it is.")
    public Job cancel(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @HeaderParam(TraceContext.HEADER) String traceparent,
            @PathParam("job") String job) {
        Tenant tenant = Tenant.of(tenantHeader);
        JobRow before = find(tenant, job);
        boolean over = presentation
                .adaptation(tenant, before)
                .filter(Adaptation::ended)
                .isPresent();
        if (!over) {
            database.useTransaction(handle -> {
                JobRow row =
                        JobStore.requestCancel(handle, tenant, job).orElseThrow(() -> JobStore.unknown(tenant, job));
                // Whether or not the trainer has stored it: the command comes behind the start.
                if (row.state().equals("started")) {
                    adaptations.cancel(
                            handle, tenant, row.task(), job, "asked by a client", TraceContext.headers(traceparent));
                }
            });
        }
        return presentation.job(tenant, find(tenant, job));
    }

    @GET
    @Path("/{job}/events")
    @Operation(summary = "What has happened to a fine-tuning job, newest first")
    public OpenAiList<JobEvent> events(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("job") String job,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        return page(presentation.events(tenant, find(tenant, job)), JobEvent::id, after, limit);
    }

    @GET
    @Path("/{job}/checkpoints")
    @Operation(summary = "The models that a fine-tuning job has made")
    public OpenAiList<Checkpoint> checkpoints(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @PathParam("job") String job,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Tenant tenant = Tenant.of(tenantHeader);
        return page(presentation.checkpoints(tenant, find(tenant, job)), Checkpoint::id, after, limit);
    }

    /** Of a list that is short by nature. */
    private static <T> OpenAiList<T> page(List<T> all, Function<T, String> id, String after, String limit) {
        ListQuery query = ListQuery.of(after, limit);
        List<String> ids = all.stream().map(id).toList();
        Rules.require(after == null || ids.contains(after), "after", after, ListQuery.PLACE);
        int from = after == null ? 0 : ids.indexOf(after) + 1;
        return OpenAiList.page(all.subList(from, Math.min(all.size(), from + query.limit() + 1)), query.limit(), id);
    }

    private JobRow find(Tenant tenant, String job) {
        Rules.identifier("job", job);
        return jobs.find(tenant, job).orElseThrow(() -> JobStore.unknown(tenant, job));
    }
}
