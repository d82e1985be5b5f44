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
    /** At a time, the oldest: what the gateway takes at most. */
    private static final int MOST = 500;

    private final GatewayDoor gateway;
    private final Visitor visitor;

    LetterCommands(GatewayDoor gateway, Visitor visitor) {
        this.gateway = gateway;
        this.visitor = visitor;
    }

    /** Asks the gateway what would become of those that are marked, or of all that wait with a reason or of a topic. */
    @POST
    @Path("/try")
    public Response tried(
            @RestForm List<String> ids, @RestForm String action, @RestForm String reason, @RestForm String topic) {
        boolean narrowed = given(reason) || given(topic);
        JsonNode answer = settle(narrowed ? choice(true, reason, topic) : choice(true, ids), action);
        List<SettlementView.Item> items = new ArrayList<>();
        answer.path("items")
                .forEach(item -> items.add(new SettlementView.Item(
                        item.path("id").asText(),
                        item.path("topic").asText(),
                        item.path("outcome").asText(),
                        item.path("note").asText(""))));
        return Html.page(LetterTemplates.settlement(new SettlementView(
                action,
                items.stream().map(SettlementView.Item::id).toList(),
                answer.path("done").asLong(),
                answer.path("more").asBoolean(),
                items)));
    }

    @POST
    @Path("/settle")
    public Response settled(@RestForm List<String> ids, @RestForm String action) {
        settle(choice(false, ids), action);
        return Html.seeOther("/dead-letters?done=" + (action.equals("redrive") ? "redriven" : "discarded"));
    }

    private static ObjectNode choice(boolean dryRun, List<String> ids) {
        if (ids == null || ids.isEmpty()) {
            throw SteerStreamException.user(
                    "NOTHING_CHOSEN", "no dead letter was chosen", "Go back and mark those that you mean.");
        }
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put("dry_run", dryRun);
        ArrayNode chosen = choice.putArray("ids");
        ids.forEach(chosen::add);
        return choice;
    }

    private static ObjectNode choice(boolean dryRun, String reason, String topic) {
        ObjectNode choice =
                JsonNodeFactory.instance.objectNode().put("dry_run", dryRun).put("limit", MOST);
        if (given(reason)) choice.put("reason", reason);
        if (given(topic)) choice.put("topic", topic);
        return choice;
    }

    private static boolean given(String text) {
        return text != null && !text.isEmpty();
    }

    private JsonNode settle(ObjectNode choice, String action) {
        if (!"redrive".equals(action) && !"discard".equals(action)) {
            throw SteerStreamException.user(
                    "INVALID_VALUE", "action is neither redrive nor discard", "Go back and press one of the buttons.");
        }
        return gateway.post(visitor.caller(), "/v1/dead-letters/" + action, choice);
    }
}
