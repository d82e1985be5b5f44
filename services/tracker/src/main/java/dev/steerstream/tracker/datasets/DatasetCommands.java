package dev.steerstream.tracker.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.tracker.gateway.GatewayDoor;
import dev.steerstream.tracker.gateway.Paths;
import dev.steerstream.tracker.http.Numbers;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.work.errors.SteerStreamException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The forms that publish a dataset and start an adaptation. */
@Path("/datasets")
@Blocking
public class DatasetCommands {
    private final GatewayDoor gateway;
    private final Visitor visitor;

    DatasetCommands(GatewayDoor gateway, Visitor visitor) {
        this.gateway = gateway;
        this.visitor = visitor;
    }

    @POST
    @Path("/publish")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response publish(@RestForm String dataset, @RestForm("file") FileUpload file, @RestForm String rows)
            throws IOException {
        String name = dataset == null ? null : dataset.strip();
        String path = Paths.submissions(name);
        boolean written = rows != null && !rows.isBlank();
        if (file != null && file.size() > 0) gateway.publish(visitor.caller(), path, file.uploadedFile());
        else if (written) gateway.publish(visitor.caller(), path, rows.strip() + "\n");
        else {
            throw SteerStreamException.user(
                    "NO_ROWS",
                    "neither a file nor rows were sent",
                    "Choose a file of JSON Lines, or write one JSON object a line.");
        }
        return Html.seeOther("/datasets/" + name + "?done=published");
    }

    @POST
    @Path("/adapt")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response adapt(
            @RestForm String adaptation,
            @RestForm String task,
            @RestForm String dataset,
            @RestForm String method,
            @RestForm String epochs,
            @RestForm String maxSteps,
            @RestForm String measureEvery,
            @RestForm String learningRate) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        // Made with the form: one that is sent twice starts one training.
        if (given(adaptation)) body.put("adaptation", adaptation);
        body.put("dataset", dataset);
        ObjectNode warmStart = JsonNodeFactory.instance.objectNode();
        if (given(method)) warmStart.put("method", method.strip());
        if (given(epochs)) warmStart.put("epochs", Numbers.number("epochs", epochs));
        if (given(maxSteps)) warmStart.put("max_steps", Numbers.whole("steps", maxSteps));
        if (given(measureEvery)) {
            warmStart.putObject("evaluation").put("every_steps", Numbers.whole("measure every", measureEvery));
        }
        if (given(learningRate)) warmStart.put("learning_rate", Numbers.number("learning rate", learningRate));
        if (!warmStart.isEmpty()) body.set("warm_start", warmStart);
        JsonNode accepted =
                gateway.post(visitor.caller(), Paths.task(task == null ? null : task.strip(), "/adaptations"), body);
        return Html.seeOther("/jobs/" + accepted.path("adaptation").asText() + "?done=started");
    }

    private static boolean given(String text) {
        return text != null && !text.isBlank();
    }
}
