package dev.steerstream.tracker.tasks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.tracker.gateway.GatewayDoor;
import dev.steerstream.tracker.gateway.Paths;
import dev.steerstream.tracker.http.Numbers;
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

/** The forms of a task's page: each is one command of the gateway, in the name of who sent it. */
@Path("/tasks/{task}")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Blocking
public class TaskCommands {
    private final GatewayDoor gateway;
    private final Visitor visitor;

    TaskCommands(GatewayDoor gateway, Visitor visitor) {
        this.gateway = gateway;
        this.visitor = visitor;
    }

    @POST
    @Path("/promote")
    public Response promote(@PathParam("task") String task, @RestForm String version, @RestForm String reason) {
        ObjectNode body = body(reason).put("version", Numbers.whole("version", version));
        gateway.post(visitor.caller(), Paths.task(task, "/promote"), body);
        return back(task, "promoted");
    }

    @POST
    @Path("/ramp")
    public Response ramp(
            @PathParam("task") String task,
            @RestForm String version,
            @RestForm String percent,
            @RestForm String reason) {
        double share = Numbers.number("percent", percent) / 100;
        ObjectNode body =
                body(reason).put("version", Numbers.whole("version", version)).put("share", share);
        gateway.post(visitor.caller(), Paths.task(task, "/ramp"), body);
        return back(task, share == 0 ? "ramp-ended" : "ramped");
    }

    @POST
    @Path("/ramp/end")
    public Response endRamp(@PathParam("task") String task, @RestForm String reason) {
        gateway.post(visitor.caller(), Paths.task(task, "/ramp"), body(reason).put("share", 0.0));
        return back(task, "ramp-ended");
    }

    @POST
    @Path("/retire")
    public Response retire(@PathParam("task") String task, @RestForm String reason) {
        gateway.post(visitor.caller(), Paths.task(task, "/retire"), body(reason));
        return back(task, "retired");
    }

    private static ObjectNode body(String reason) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return reason == null || reason.isBlank() ? body : body.put("reason", reason.strip());
    }

    private static Response back(String task, String done) {
        return Html.seeOther("/tasks/" + task + "?done=" + done);
    }
}
