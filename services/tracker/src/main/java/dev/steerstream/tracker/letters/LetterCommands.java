package dev.steerstream.tracker.letters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.tracker.gateway.GatewayDoor;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.work.errors.SteerStreamException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;

/** Redriving and discarding: first what would become of the chosen letters is shown, then it is done. The gateway does it and writes the audit. */
@Path("/dead-letters")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(Html.TYPE)
@Blocking
public class LetterCommands {
    private final GatewayDoor gateway;
    private final Visitor visitor;

    LetterCommands(GatewayDoor gateway, Visitor visitor) {
        this.gateway = gateway;
        this.visitor = visitor;
    }

    /** Asks the gateway what would become of them. */
    @POST
    @Path("/try")
    public Response tried(@RestForm List<String> ids, @RestForm String action) {
        JsonNode answer = settle(ids, action, true);
        List<SettlementView.Item> items = new ArrayList<>();
        answer.path("items")
                .forEach(item -> items.add(new SettlementView.Item(
                        item.path("id").asText(),
                        item.path("topic").asText(),
                        item.path("outcome").asText(),
                        item.path("note").asText(""))));
        return Html.page(LetterTemplates.settlement(new SettlementView(
                action, ids, answer.path("done").asLong(), answer.path("more").asBoolean(), items)));
    }

    @POST
    @Path("/settle")
    public Response settled(@RestForm List<String> ids, @RestForm String action) {
        settle(ids, action, false);
        return Html.seeOther("/dead-letters?done=" + (action.equals("redrive") ? "redriven" : "discarded"));
    }

    private JsonNode settle(List<String> ids, String action, boolean dryRun) {
        if (ids == null || ids.isEmpty()) {
            throw SteerStreamException.user(
                    "NOTHING_CHOSEN", "no dead letter was chosen", "Go back and mark those that you mean.");
        }
        if (!"redrive".equals(action) && !"discard".equals(action)) {
            throw SteerStreamException.user(
                    "INVALID_VALUE", "action is neither redrive nor discard", "Go back and press one of the buttons.");
        }
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put("dry_run", dryRun);
        ArrayNode chosen = choice.putArray("ids");
        ids.forEach(chosen::add);
        return gateway.post(visitor.caller(), "/v1/dead-letters/" + action, choice);
    }
}
