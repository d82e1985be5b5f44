package dev.steerstream.tracker.playground;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the playground's form asks for.
 *
 * @param task null asks the base model alone
 * @param system before the prompt, or null
 * @param strength of steered; null is the profile's
 * @param rule of steered; null is the profile's
 * @param temperature 0 chooses the most probable token
 */
record Asked(
        String task,
        String system,
        String prompt,
        Double strength,
        String rule,
        int maxTokens,
        double temperature,
        long seed) {
    /** Of each place under each distribution. */
    static final int MOST_ALTERNATIVES = 5;

    /** The gateway's request for one of base, warm and steered. */
    ObjectNode request(String mode) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("stream", true);
        if (task != null) request.put("task", task);
        var messages = request.putArray("messages");
        if (system != null) messages.addObject().put("role", "system").put("content", system);
        messages.addObject().put("role", "user").put("content", prompt);
        request.putObject("sampling")
                .put("max_tokens", maxTokens)
                .put("temperature", temperature)
                .put("seed", seed);
        ObjectNode steering = request.putObject("steering").put("explain", MOST_ALTERNATIVES);
        if (task != null) steering.put("mode", mode);
        if (strength != null && mode.equals("steered")) steering.put("strength", strength);
        if (rule != null && mode.equals("steered")) steering.put("rule", rule);
        return request;
    }
}
