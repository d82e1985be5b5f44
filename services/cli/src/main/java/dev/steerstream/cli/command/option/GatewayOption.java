package dev.steerstream.cli.command.option;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.context.Context;
import dev.steerstream.cli.context.Contexts;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.platform.OperatorKey;
import dev.steerstream.cli.platform.PlatformStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the gateway is and with which key it is asked: named, or those of a context, or those of the local platform. */
public final class GatewayOption {
    @Option(
            names = "--gateway",
            paramLabel = "URL",
            defaultValue = "${env:STEER_GATEWAY}",
            description =
                    "The gateway. Default: STEER_GATEWAY, else that of the context, else that of the local platform.")
    private URI gateway;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            defaultValue = "${env:STEER_CONTEXT}",
            description = "Which installation. Default: STEER_CONTEXT, else the one of steer context use.")
    private String context;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            defaultValue = "${env:STEER_TENANT}",
            description = "On whose behalf. Default: STEER_TENANT, else the key's own.")
    private String tenant;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "Holds the API key. Default: STEER_KEY, else the key of the context or of the local platform.")
    private Path keyFile;

    @Mixin
    private StateOption state;

    public GatewayClient client() throws IOException {
        if (gateway != null) return client(new Context(checked("--gateway", gateway), null, null));
        Contexts contexts = Contexts.read(Contexts.file(System.getenv()));
        if (context != null) return client(contexts.require(context));
        Optional<Context> chosen = state.named() ? Optional.empty() : contexts.chosen();
        return client(chosen.isPresent() ? chosen.get() : local());
    }

    private Context local() throws IOException {
        PlatformStatus status = PlatformStatus.running(state.directory())
                .orElseThrow(() -> new CommandException(
                        ExitCode.FAILED,
                        "no platform runs on " + state.directory().root()
                                + ": start one with steer up, or name a gateway with --gateway"));
        if (status.gateway() == null) {
            throw new CommandException(ExitCode.FAILED, "the platform is still starting: see steer status");
        }
        return new Context(
                URI.create(status.gateway()),
                null,
                OperatorKey.read(state.directory()).orElse(null));
    }

    private GatewayClient client(Context found) throws IOException {
        String asked = tenant != null ? tenant : found.tenant();
        return new GatewayClient(found.gateway(), asked, key().orElse(found.key()));
    }

    private Optional<String> key() throws IOException {
        if (keyFile != null) return Optional.of(Files.readString(keyFile).strip());
        return Optional.ofNullable(System.getenv("STEER_KEY")).filter(key -> !key.isBlank());
    }

    public static URI checked(String option, URI gateway) {
        if ("http".equals(gateway.getScheme()) || "https".equals(gateway.getScheme())) return gateway;
        throw new CommandException(ExitCode.USAGE, option + " " + gateway + ": must be an http or https address");
    }
}
