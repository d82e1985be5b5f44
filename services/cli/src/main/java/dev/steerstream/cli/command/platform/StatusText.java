package dev.steerstream.cli.command.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.gateway.GatewayUnreachableException;
import dev.steerstream.cli.gateway.ProblemException;
import dev.steerstream.cli.platform.OperatorKey;
import dev.steerstream.cli.platform.PlatformStatus;
import dev.steerstream.cli.platform.StateDirectory;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/** How {@code up} and {@code status} show a platform. */
final class StatusText {
    private StatusText() {}

    static void print(PlatformStatus status, StateDirectory state, Output output) {
        ObjectNode json = Output.MAPPER.createObjectNode();
        json.put("gateway", status.gateway());
        json.put("tracker", status.tracker());
        json.put("kafka", status.kafka());
        json.put("postgres", status.postgres());
        json.set("services", Output.MAPPER.valueToTree(status.services()));
        json.put("state", status.state().name().toLowerCase(Locale.ROOT));
        json.put("postgres_password_file", status.postgresPasswordFile());
        json.put("pid", status.processId());
        JsonNode decoders = decoders(status, state);
        json.set("decoders", decoders);
        output.print(json, writer -> {
            int[] widths = {10, 20};
            writer.println(Output.row(
                    widths,
                    "platform",
                    status.state().name().toLowerCase(Locale.ROOT) + ", pid " + status.processId() + ", in "
                            + state.root()));
            writer.println(Output.row(widths, "gateway", shown(status.gateway())));
            writer.println(Output.row(widths, "tracker", shown(status.tracker())));
            writer.println(Output.row(widths, "kafka", shown(status.kafka())));
            writer.println(Output.row(
                    widths,
                    "postgres",
                    shown(status.postgres())
                            + (status.postgresPasswordFile() == null
                                    ? ""
                                    : "  (password in " + status.postgresPasswordFile() + ")")));
            status.services()
                    .forEach((name, reached) -> writer.println(
                            Output.row(widths, name, name.equals("decoder") ? reached + weights(decoders) : reached)));
        });
    }

    private static String shown(String address) {
        return address == null ? "not yet" : address;
    }

    /** What the decoders say of themselves; none where the gateway cannot be asked yet. */
    private static JsonNode decoders(PlatformStatus status, StateDirectory state) {
        JsonNode none = Output.MAPPER.createArrayNode();
        if (status.gateway() == null) return none;
        try {
            return new GatewayClient(
                            URI.create(status.gateway()),
                            null,
                            OperatorKey.read(state).orElse(null))
                    .decoders()
                    .path("items");
        } catch (IOException | ProblemException | GatewayUnreachableException notYet) {
            return none;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return none;
        }
    }

    private static String weights(JsonNode decoders) {
        StringBuilder text = new StringBuilder();
        for (JsonNode decoder : decoders) {
            text.append(", ")
                    .append(decoder.path("weight_format").asText())
                    .append(" weights (")
                    .append(decoder.path("weight_format_reason").asText())
                    .append(")");
        }
        return text.toString();
    }
}
