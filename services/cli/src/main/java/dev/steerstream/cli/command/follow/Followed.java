package dev.steerstream.cli.command.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.Adaptation;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Shows how far something is, by bars on a terminal and by lines elsewhere; Ctrl-C ends only the showing, and says how to come back. */
public final class Followed {
    private Followed() {}

    /** What shows each state on the way to a watcher, and returns the last. */
    public interface Following {
        JsonNode follow(Adaptation.Watcher watcher) throws IOException, InterruptedException, TimeoutException;
    }

    /**
     * What became of a request to end something.
     *
     * @param what such as {@code evaluation e1}
     * @param answer its state when it was asked
     */
    public static String askedToEnd(String what, JsonNode answer) {
        return Adaptation.ended(answer)
                ? what + " had ended already: " + Adaptation.state(answer)
                : "asked " + what + " to end";
    }

    /** @param goesOn what a user is told on Ctrl-C */
    public static JsonNode toItsEnd(Following following, String goesOn, Output output) throws Exception {
        boolean terminal = System.console() != null && !output.json();
        try (var detached = new Detachment(goesOn);
                var bars = new AdaptationBars(terminal, output::narrate)) {
            return following.follow(bars);
        }
    }
}
