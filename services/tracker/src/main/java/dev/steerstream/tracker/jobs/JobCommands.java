package dev.steerstream.tracker.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.tracker.gateway.GatewayDoor;
import dev.steerstream.tracker.gateway.Paths;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestForm;

/** The forms of a job's page: cancel, and start again with the same settings. */
@Path("/jobs/{job}")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Blocking
public class JobCommands {
    private final GatewayDoor gateway;
    private final Visitor visitor;

    JobCommands(GatewayDoor gateway, Visitor visitor) {
        this.gateway = gateway;
        this.visitor = visitor;
    }

    @POST
    @Path("/cancel")
    public Response cancel(@PathParam("job") String job, @RestForm String reason) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (reason != null && !reason.isBlank()) body.put("reason", reason.strip());
        gateway.post(visitor.caller(), Paths.adaptation(job, "/cancel"), body);
        return Html.seeOther("/jobs/" + job + "?done=cancelled");
    }

    /** A job that has ended stays as it is: trying again is a new adaptation of the same task on the same submission. */
    @POST
    @Path("/retry")
    public Response retry(@PathParam("job") String job) {
        JsonNode accepted =
                gateway.post(visitor.caller(), Paths.adaptation(job, "/retry"), JsonNodeFactory.instance.objectNode());
        return Html.seeOther("/jobs/" + accepted.path("adaptation").asText(job) + "?done=retried");
    }
}
