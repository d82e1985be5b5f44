package dev.steerstream.tracker.playground;

import dev.steerstream.tracker.http.Numbers;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.work.errors.SteerStreamException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestForm;

/** The playground. */
@Path("/playground")
@Produces(Html.TYPE)
@Blocking
public class PlaygroundResource {
    private static final int LONGEST_PROMPT = 100_000;
    private static final int MOST_TOKENS = 1_024;

    private final PlaygroundPage page;
    private final Runs runs;
    private final Visitor visitor;

    PlaygroundResource(PlaygroundPage page, Runs runs, Visitor visitor) {
        this.page = page;
        this.runs = runs;
        this.visitor = visitor;
    }

    @GET
    public Response playground(@QueryParam("run") String run, @QueryParam("task") String task) {
        PageAddress address = PageAddress.of(visitor.getTenant(), PlaygroundPage.NAME)
                .with("run", run)
                .with("task", task);
        return Html.page(PlaygroundTemplates.playground(page.view(address)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response ask(
            @RestForm String task,
            @RestForm String system,
            @RestForm String prompt,
            @RestForm String strength,
            @RestForm String rule,
            @RestForm String maxTokens,
            @RestForm String temperature,
            @RestForm String seed) {
        if (prompt == null || prompt.isBlank() || prompt.length() > LONGEST_PROMPT) {
            throw SteerStreamException.user(
                    "INVALID_VALUE",
                    "the prompt has " + (prompt == null ? 0 : prompt.length()) + " characters: it has 1 to "
                            + LONGEST_PROMPT,
                    "Go back and write another prompt.");
        }
        long tokens = given(maxTokens) ? Numbers.whole("tokens", maxTokens) : 64;
        if (tokens < 1 || tokens > MOST_TOKENS) {
            throw SteerStreamException.user(
                    "INVALID_VALUE",
                    "tokens is " + tokens + ": the playground asks for 1 to " + MOST_TOKENS,
                    "Go back and write another number; the API takes more.");
        }
        Asked asked = new Asked(
                given(task) ? task : null,
                given(system) ? system : null,
                prompt,
                given(strength) ? (Double) Numbers.number("strength", strength) : null,
                given(rule) ? rule.strip() : null,
                (int) tokens,
                given(temperature) ? Numbers.number("temperature", temperature) : 0,
                given(seed) ? Numbers.whole("seed", seed) : 0);
        Run run = runs.begin(visitor.caller(), asked);
        return Html.seeOther("/playground?run=" + run.id());
    }

    private static boolean given(String text) {
        return text != null && !text.isBlank();
    }
}
