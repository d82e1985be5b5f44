package dev.steerstream.gateway.generations;

import dev.steerstream.gateway.generations.GenerationViews.Ask;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;

/** What can be wrong with asking for a generation, in words. */
public final class GenerationProblems {
    private GenerationProblems() {}

    static void requireBody(Ask ask) {
        if (ask != null) return;
        throw ProblemException.malformed(
                "MALFORMED_JSON",
                "the body is empty: it must be a JSON object with messages or prompt",
                "Send for example {\"prompt\": \"…\"}.");
    }

    static ProblemException unknown(Tenant tenant, String id) {
        return ProblemException.notFound(
                "UNKNOWN_GENERATION",
                "request " + Rules.shown(id) + " is not known in tenant " + tenant.name(),
                "Check the id and the tenant; one published to Kafka is known once a decoder has taken it.");
    }

    static ProblemException noDetail(Generation found) {
        return ProblemException.notFound(
                "NO_DETAIL",
                "request " + Rules.shown(found.id()) + " is " + found.state()
                        + " and has no detail: only a decoded one has",
                found.ended() ? "Ask again under a new id." : "Wait until it has ended.");
    }

    public static ProblemException deleted(String id) {
        return ProblemException.conflict(
                "REQUEST_DELETED",
                "request " + Rules.shown(id) + " was deleted, and an id stands for one request for good",
                "Ask again under a new id.");
    }

    public static ProblemException conflict(String id) {
        return ProblemException.conflict(
                "CONFLICT",
                "request " + Rules.shown(id) + " is already known with other content",
                "Send the new content under an id of its own, or leave id out.");
    }
}
