package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Numbers;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.Plot;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The steering pages, and the numbers of their plots as CSV. */
@Path("/")
@Blocking
public class SteeringResource {
    private final SteeringPages pages;
    private final Visitor visitor;

    SteeringResource(SteeringPages pages, Visitor visitor) {
        this.pages = pages;
        this.visitor = visitor;
    }

    @GET
    @Path("/steering")
    @Produces(Html.TYPE)
    public Response list(@QueryParam("after") String after) {
        return Html.page(SteeringTemplates.steeringlist(pages.list(visitor.getTenant(), after)));
    }

    @GET
    @Path("/steering/{task}")
    @Produces(Html.TYPE)
    public Response one(@PathParam("task") String task, @QueryParam("version") String version) {
        Long asked = version == null ? null : (Long) Numbers.whole("version", version);
        return Html.page(SteeringTemplates.steering(pages.one(visitor.getTenant(), task, asked)));
    }

    @GET
    @Path("/v1/tracker/steering/{task}/{version}/{plot}.csv")
    @Produces(Csv.MEDIA_TYPE)
    public String plot(
            @PathParam("task") String task, @PathParam("version") String version, @PathParam("plot") String name) {
        long number = Numbers.whole("version", version);
        Report report = pages.profile(visitor.getTenant(), task, number).report();
        if (name.equals("estimators")) return estimators(report);
        if (name.equals("tokens")) return tokens(report);
        Plot plot = SteeringPlots.of(task, number, report).named(name);
        if (plot == null) throw new NotFoundException();
        return Csv.of(plot);
    }

    private static String estimators(Report report) {
        List<List<Object>> rows = new ArrayList<>();
        for (Report one : report.list("/estimators")) {
            rows.add(Arrays.asList(
                    one.text("/name"),
                    one.number("/strength"),
                    one.number("/low"),
                    one.number("/high"),
                    one.number("/gain")));
        }
        return Csv.of(List.of("estimator", "strength", "low", "high", "gain_nats_per_token"), rows);
    }

    private static String tokens(Report report) {
        List<List<Object>> rows = new ArrayList<>();
        for (String side : List.of("promoted", "demoted")) {
            for (Report one : report.list("/" + side)) {
                rows.add(Arrays.asList(side, one.count("/token_id"), one.text("/text"), one.number("/value")));
            }
        }
        return Csv.of(List.of("side", "token_id", "text", "value_logits"), rows);
    }
}
