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
        String tenant = visitor.getTenant();
        Report report = pages.profile(tenant, task, number).report();
        if (name.equals("estimators")) return estimators(report);
        if (name.equals("tokens")) return tokens(report);
        if (name.equals("kinds")) return kinds(report);
        if (name.startsWith("per-token-")) return strengths(name, report);
        List<Plot> plots = name.startsWith("dose-")
                ? pages.dose(tenant, task, number).map(DoseResponse::plots).orElse(List.of())
                : SteeringPlots.of(task, number, report).all();
        return plots.stream()
                .filter(plot -> plot.name().equals(name))
                .findFirst()
                .map(Csv::of)
                .orElseThrow(NotFoundException::new);
    }

    private static String strengths(String name, Report report) {
        return TokenStrengths.of(report, "").stream()
                .filter(one -> one.histogram() != null && one.histogram().name().equals(name))
                .findFirst()
                .map(one -> Csv.of(List.of("direction", "from", "to", "tokens"), one.bins()))
                .orElseThrow(NotFoundException::new);
    }

    private static String kinds(Report report) {
        List<List<Object>> rows = new ArrayList<>();
        for (TokenKind kind : TokenKind.of(report)) {
            rows.add(Arrays.asList(
                    kind.name(),
                    kind.tokens(),
                    kind.base(),
                    kind.warm(),
                    kind.steered(),
                    kind.gain(),
                    kind.low(),
                    kind.high(),
                    kind.kept()));
        }
        return Csv.of(
                List.of(
                        "kind",
                        "tokens",
                        "base_nats_per_token",
                        "warm_nats_per_token",
                        "steered_nats_per_token",
                        "gain_nats_per_token",
                        "gain_low",
                        "gain_high",
                        "kept_gold_share"),
                rows);
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
