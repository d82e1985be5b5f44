package dev.steerstream.schemas;

/**
 * Says that a request repeats an earlier one for a replay: it counts in no comparison of live requests and is not the earlier one's answer.
 *
 * @param replay id of the replay
 * @param request id of the request that is repeated
 */
public record ReplayReference(String replay, String request) {}
