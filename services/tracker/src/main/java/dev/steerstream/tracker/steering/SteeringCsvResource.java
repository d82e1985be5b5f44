package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Numbers;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Plot;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The numbers of the steering pages' plots and tables as CSV. */
@Path("/v1/tracker")
@Produces(Csv.MEDIA_TYPE)
@Blocking
public class SteeringCsvResource {
    private final SteeringPages pages;
    private final Visitor visitor;

    SteeringCsvResource(SteeringPages pages, Visitor visitor) {
        this.pages = pages;
        this.visitor = visitor;
    }

    @GET
    @Path("/steering/{task}/{version}/{plot}.csv")
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
