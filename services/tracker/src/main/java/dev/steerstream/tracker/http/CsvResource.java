package dev.steerstream.tracker.http;

import dev.steerstream.tracker.history.AdaptationQueries;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.live.RequestFigures;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.RequestSummary;
import dev.steerstream.tracker.view.TaskView;
import dev.steerstream.tracker.view.TaskViews;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The numbers behind the pages' tables and plots, for a spreadsheet. Losses in nats per token, times in seconds. */
@Path("/v1/tracker")
@Produces(Csv.MEDIA_TYPE)
@Blocking
public class CsvResource {
    private static final int MOST_TASKS = 10_000;

    private static final int MOST_JOBS = 10_000;

    private final TaskViews tasks;
    private final AdaptationQueries adaptations;
    private final LiveViews live;

    public CsvResource(TaskViews tasks, AdaptationQueries adaptations, LiveViews live) {
        this.tasks = tasks;
        this.adaptations = adaptations;
        this.live = live;
    }

    /** All tasks, at most {@value #MOST_TASKS}. */
    @GET
    @Path("/tasks.csv")
    public String tasks(@HeaderParam(Tenant.HEADER) String header) {
        String tenant = Tenant.of(header);
        List<List<Object>> rows = new ArrayList<>();
        String next = null;
        do {
            Page<TaskView> page = tasks.tasks(tenant, Cursor.of(next), Limit.LARGEST);
            page.items().forEach(task -> rows.add(row(task)));
            next = page.next();
        } while (next != null && rows.size() < MOST_TASKS);
        return Csv.of(
                List.of(
                        "task",
                        "state",
                        "profile_version",
                        "strength",
                        "strength_low",
                        "strength_high",
                        "held_out_base",
                        "held_out_warm",
                        "held_out_steered",
                        "helps",
                        "adaptation",
                        "adaptation_state",
                        "requests_ended_5_min",
                        "whole_p50",
                        "whole_p95"),
                rows);
    }

    private static List<Object> row(TaskView task) {
        ProfileRow profile = task.profile();
        ProfileRow.HeldOut judged = profile == null ? null : profile.heldOut();
        RequestFigures requests = task.requests();
        return Arrays.asList(
                task.task(),
                task.state(),
                profile == null ? null : profile.version(),
                profile == null ? null : profile.strength(),
                profile == null ? null : profile.low(),
                profile == null ? null : profile.high(),
                judged == null ? null : judged.base(),
                judged == null ? null : judged.warm(),
                judged == null ? null : judged.steered(),
                judged == null ? null : judged.helps(),
                task.adaptation() == null ? null : task.adaptation().adaptation(),
                task.adaptation() == null ? null : task.adaptation().state(),
                requests == null ? null : requests.counts().ended(),
                requests == null ? null : requests.whole().p50(),
                requests == null ? null : requests.whole().p95());
    }

    /** All jobs, newest first, at most {@value #MOST_JOBS}. */
    @GET
    @Path("/jobs.csv")
    public String jobs(@HeaderParam(Tenant.HEADER) String header) {
        String tenant = Tenant.of(header);
        List<List<Object>> rows = new ArrayList<>();
        String next = null;
        do {
            Page<AdaptationRow> page = adaptations.adaptations(tenant, null, Cursor.of(next), Limit.LARGEST);
            page.items()
                    .forEach(job -> rows.add(Arrays.asList(
                            job.adaptation(),
                            job.task(),
                            job.state(),
                            job.dataset(),
                            job.submission(),
                            job.profileVersion(),
                            job.failure() == null ? null : job.failure().code(),
                            job.createdAt(),
                            job.startedAt(),
                            job.endedAt())));
            next = page.next();
        } while (next != null && rows.size() < MOST_JOBS);
        return Csv.of(
                List.of(
                        "job",
                        "task",
                        "state",
                        "dataset",
                        "submission",
                        "profile_version",
                        "failure",
                        "created_at",
                        "started_at",
                        "ended_at"),
                rows);
    }

    /** Every minute of the last hour; {@code task} narrows it. */
    @GET
    @Path("/requests.csv")
    public String requests(@HeaderParam(Tenant.HEADER) String header, @QueryParam("task") String task) {
        String tenant = Tenant.of(header);
        RequestSummary summary = task == null ? live.requests(tenant) : live.requests(tenant, task);
        return Csv.of(
                List.of("minute", "succeeded", "failed", "cancelled", "answer_tokens", "changed_tokens", "fallbacks"),
                summary.minutes().stream()
                        .map(minute -> List.<Object>of(
                                minute.start(),
                                minute.counts().succeeded(),
                                minute.counts().failed(),
                                minute.counts().cancelled(),
                                minute.counts().tokens(),
                                minute.counts().changedTokens(),
                                minute.counts().fallbacks()))
                        .toList());
    }
}
