package dev.steerstream.cli.command;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.platform.PlatformStatus;
import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the gateway is: named, or that of the local platform. */
final class GatewayOption {
    @Option(
            names = "--gateway",
            paramLabel = "URL",
            defaultValue = "${env:STEER_GATEWAY}",
            description = "The gateway. Default: STEER_GATEWAY, else that of the local platform.")
    private URI gateway;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            defaultValue = "${env:STEER_TENANT:-default}",
            description = "On whose behalf. Default: STEER_TENANT, else default.")
    private String tenant;

    @Mixin
    private StateOption state;

    GatewayClient client() throws IOException {
        if (gateway != null) {
            if (!"http".equals(gateway.getScheme()) && !"https".equals(gateway.getScheme())) {
                throw new CommandException(
                        ExitCode.USAGE, "--gateway " + gateway + ": must be an http or https address");
            }
            return new GatewayClient(gateway, tenant);
        }
        PlatformStatus status = PlatformStatus.running(state.directory())
                .orElseThrow(() -> new CommandException(
                        ExitCode.FAILED,
                        "no platform runs on " + state.directory().root()
                                + ": start one with steer up, or name a gateway with --gateway"));
        if (status.gateway() == null) {
            throw new CommandException(ExitCode.FAILED, "the platform is still starting: see steer status");
        }
        return new GatewayClient(URI.create(status.gateway()), tenant);
    }
}
