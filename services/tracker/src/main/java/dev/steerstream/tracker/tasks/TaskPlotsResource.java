package dev.steerstream.tracker.tasks;

import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.history.TaskQueries;
import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Visitor;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.Arrays;
import java.util.List;

/** The numbers of a task's plots as CSV. */
@Path("/v1/tracker")
@Produces(Csv.MEDIA_TYPE)
@Blocking
public class TaskPlotsResource {
    private static final int MOST = 1_000;

    private final TaskQueries queries;
    private final RampQueries ramps;
    private final Visitor visitor;

    TaskPlotsResource(TaskQueries queries, RampQueries ramps, Visitor visitor) {
        this.queries = queries;
        this.ramps = ramps;
        this.visitor = visitor;
    }

    @GET
    @Path("/tasks/{task}/strengths.csv")
    public String strengths(@PathParam("task") String task) {
        return Csv.of(VersionPlots.strengths(task, versions(task)));
    }

    @GET
    @Path("/tasks/{task}/losses.csv")
    public String losses(@PathParam("task") String task) {
        return Csv.of(VersionPlots.losses(task, versions(task)));
    }

    @GET
    @Path("/tasks/{task}/ramp.csv")
    public String ramp(@PathParam("task") String task) {
        List<List<Object>> rows = ramps.newest(visitor.getTenant(), task).stream()
                .flatMap(ramp -> ramp.arms().stream())
                .map(arm -> Arrays.<Object>asList(
                        arm.name(),
                        arm.version(),
                        arm.ended(),
                        arm.failed(),
                        arm.wholeMedian(),
                        arm.changedShare(),
                        arm.fallbacks()))
                .toList();
        return Csv.of(
                List.of("arm", "version", "ended", "failed", "whole_p50_seconds", "changed_token_share", "fallbacks"),
                rows);
    }

    private List<ProfileRow> versions(String task) {
        return queries.profiles(visitor.getTenant(), task, MOST);
    }
}
