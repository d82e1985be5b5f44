package dev.steerstream.tracker.letters;

import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.PageAddress;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;

/** The pages of dead letters. */
@Path("/dead-letters")
@Produces(Html.TYPE)
@Blocking
public class LettersResource {
    private final LettersPage page;
    private final Visitor visitor;

    LettersResource(LettersPage page, Visitor visitor) {
        this.page = page;
        this.visitor = visitor;
    }

    @GET
    public Response letters(
            @QueryParam("state") String state,
            @QueryParam("reason") String reason,
            @QueryParam("topic") String topic,
            @QueryParam("after") String after,
            @QueryParam("done") String done) {
        PageAddress address = PageAddress.of(visitor.getTenant(), LettersPage.NAME)
                .with("state", given(state))
                .with("reason", given(reason))
                .with("topic", given(topic))
                .with("after", after)
                .with("done", done);
        return Html.page(LetterTemplates.letters(page.view(address)));
    }

    @GET
    @Path("/{id}")
    public Response letter(@PathParam("id") String id, @QueryParam("done") String done) {
        return Html.page(LetterTemplates.letter(page.letter(visitor.getTenant(), id, done)));
    }

    private static String given(String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
