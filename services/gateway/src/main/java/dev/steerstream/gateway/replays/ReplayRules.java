package dev.steerstream.gateway.replays;

import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.replays.ReplayViews.Ask;
import dev.steerstream.gateway.replays.ReplayViews.Reference;
import dev.steerstream.gateway.replays.ReplayViews.Settings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a replay must keep, and its defaults. */
final class ReplayRules {
    static final int DEFAULT_LIMIT = 1_000;
    static final int LARGEST_LIMIT = 10_000;

    private ReplayRules() {}

    /** @throws dev.steerstream.gateway.http.ProblemException 422 naming the member, its value and the rule */
    static Settings settings(Ask ask, Instant now) {
        Rules.require(
                ask.profileVersion() != null && ask.profileVersion() >= 1,
                "profile_version",
                ask.profileVersion(),
                "it is a version of the task's profile, from 1");
        Rules.require(ask.since() != null, "since", null, "it is the time from which requests are repeated");
        Instant until = ask.until() == null ? now : ask.until();
        Rules.require(ask.since().isBefore(until), "since", ask.since(), "it is before until, " + until);
        int limit = ask.limit() == null ? DEFAULT_LIMIT : ask.limit();
        Rules.require(limit >= 1 && limit <= LARGEST_LIMIT, "limit", limit, "it is 1 to " + LARGEST_LIMIT);
        return new Settings(ask.profileVersion(), ask.since(), until, limit, ask.mode());
    }

    /** By what they match: {@code request:ID} or {@code prompt:SHA256}. The first of two on the same is refused by name. */
    static Map<String, String> references(List<Reference> given) {
        Map<String, String> references = new LinkedHashMap<>();
        if (given == null) return references;
        for (int i = 0; i < given.size(); i++) {
            Reference one = given.get(i);
            String member = "references/" + i;
            Rules.require(one != null, member, null, "it is an object");
            Rules.require(one.reference() != null, member + "/reference", null, "it is the right answer");
            int ways =
                    (one.request() == null ? 0 : 1) + (one.messages() == null ? 0 : 1) + (one.prompt() == null ? 0 : 1);
            Rules.require(
                    ways == 1, member, ways + " of request, messages and prompt", "exactly one of them says which");
            if (one.messages() != null) {
                boolean whole = one.messages().stream()
                        .allMatch(turn -> turn != null && turn.role() != null && turn.content() != null);
                Rules.require(whole, member + "/messages", one.messages().size(), "every turn has role and content");
            }
            String matches = one.request() != null
                    ? "request:" + Rules.identifier(member + "/request", one.request())
                    : "prompt:" + PromptHash.of(one.messages(), one.prompt());
            String before = references.putIfAbsent(matches, one.reference());
            Rules.require(
                    before == null || before.equals(one.reference()),
                    member + "/reference",
                    one.reference(),
                    "the same was given another reference before, " + Rules.shown(before));
        }
        return references;
    }
}
