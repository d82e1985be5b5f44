package dev.steerstream.tracker.http;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.DatasetQueries;
import dev.steerstream.tracker.history.DatasetQueries.DatasetRow;
import dev.steerstream.tracker.history.FlowQueries;
import dev.steerstream.tracker.history.FlowQueries.FlowNumbers;
import dev.steerstream.tracker.history.GenerationQueries;
import dev.steerstream.tracker.history.GenerationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.history.TaskQueries;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.RequestSummary;
import dev.steerstream.tracker.view.TaskView;
import dev.steerstream.tracker.view.TaskViews;
import dev.steerstream.work.errors.SteerStreamException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The numbers of the pages as JSON. */
@Path("/v1/tracker")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class TrackerResource {
    private static final int MOST_VERSIONS = 100;

    private final FlowQueries flow;
    private final TaskQueries profiles;
    private final TaskViews tasks;
    private final DatasetQueries datasets;
    private final GenerationQueries generations;
    private final LiveViews live;

    public TrackerResource(
            FlowQueries flow,
            TaskQueries profiles,
            TaskViews tasks,
            DatasetQueries datasets,
            GenerationQueries generations,
            LiveViews live) {
        this.flow = flow;
        this.profiles = profiles;
        this.tasks = tasks;
        this.datasets = datasets;
        this.generations = generations;
        this.live = live;
    }

    /**
     * What is under way.
     *
     * @param obstacles what keeps the live numbers from being those of now
     */
    public record Overview(FlowNumbers flow, RequestSummary requests, List<String> obstacles) {}

    /** One task with all its profile versions, newest first, at most {@value #MOST_VERSIONS}. */
    public record TaskDetail(TaskView task, List<ProfileRow> profiles, RequestSummary requests) {}

    @GET
    @Path("/overview")
    public Overview overview(@HeaderParam(Tenant.HEADER) String header) {
        String tenant = Tenant.of(header);
        return new Overview(flow.numbers(tenant), live.requests(tenant), live.obstacles());
    }

    @GET
    @Path("/tasks")
    public Page<TaskView> tasks(
            @HeaderParam(Tenant.HEADER) String header,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        return tasks.tasks(Tenant.of(header), Cursor.of(after), Limit.of(limit));
    }

    @GET
    @Path("/tasks/{task}")
    public TaskDetail task(@HeaderParam(Tenant.HEADER) String header, @PathParam("task") String task) {
        String tenant = Tenant.of(header);
        TaskView found = tasks.task(tenant, task);
        return new TaskDetail(found, profiles.profiles(tenant, task, MOST_VERSIONS), live.requests(tenant, task));
    }

    /** Newest first; {@code task} narrows the list. */
    @GET
    @Path("/adaptations")
    public Page<AdaptationRow> adaptations(
            @HeaderParam(Tenant.HEADER) String header,
            @QueryParam("task") String task,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        return tasks.adaptations(Tenant.of(header), task, Cursor.of(after), Limit.of(limit));
    }

    /** Newest first, without prompts and answers; {@code task} narrows the list. */
    @GET
    @Path("/generations")
    public Page<GenerationRow> generations(
            @HeaderParam(Tenant.HEADER) String header,
            @QueryParam("task") String task,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        return generations.generations(Tenant.of(header), task, Cursor.of(after), Limit.of(limit));
    }

    @GET
    @Path("/datasets")
    public Page<DatasetRow> datasets(
            @HeaderParam(Tenant.HEADER) String header,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        return datasets.datasets(Tenant.of(header), Cursor.of(after), Limit.of(limit));
    }

    /**
     * Figures of the last minutes and counts of every minute of the last hour.
     *
     * @param task only its requests
     * @param base only requests that name no task
     */
    @GET
    @Path("/requests")
    public RequestSummary requests(
            @HeaderParam(Tenant.HEADER) String header,
            @QueryParam("task") String task,
            @QueryParam("base") boolean base) {
        String tenant = Tenant.of(header);
        return base ? live.requests(tenant, "") : task == null ? live.requests(tenant) : live.requests(tenant, task);
    }

    /** The newest lines of the feed above a number, oldest first. */
    @GET
    @Path("/feed")
    public List<FeedEntry> feed(
            @HeaderParam(Tenant.HEADER) String header,
            @QueryParam("task") String task,
            @QueryParam("after") @DefaultValue("0") String after,
            @QueryParam("limit") String limit) {
        return live.feed(Tenant.of(header), number(after), task, Limit.of(limit));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw SteerStreamException.user(
                    "INVALID_VALUE",
                    "after is not a number: it is the number of a line of the feed",
                    "Send the number of the last line that you have, or leave it out.");
        }
    }
}
