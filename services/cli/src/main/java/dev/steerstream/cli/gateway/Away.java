package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Following something while the gateway restarts: what it follows goes on meanwhile. */
final class Away {
    private static final int UNAVAILABLE = 503;
    private static final int BAD_GATEWAY = 502;

    private Away() {}

    /**
     * What the gateway says, or empty where it is away for now and there is time left to ask again.
     *
     * @param end of the patience, by the system's nanosecond clock
     */
    static Optional<JsonNode> patiently(Callable<JsonNode> look, long end) throws IOException, InterruptedException {
        try {
            return Optional.of(look.call());
        } catch (ProblemException answered) {
            int status = answered.problem().status();
            if (status != UNAVAILABLE && status != BAD_GATEWAY) throw answered;
        } catch (GatewayUnreachableException | HttpTimeoutException away) {
            if (System.nanoTime() >= end) throw away;
        } catch (IOException broken) {
            // A connection that ends within an answer: the gateway stopped in the middle of it.
            if (System.nanoTime() >= end) throw broken;
        } catch (InterruptedException | RuntimeException thrown) {
            throw thrown;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        return Optional.empty();
    }
}
