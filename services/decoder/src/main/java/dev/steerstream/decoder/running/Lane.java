package dev.steerstream.decoder.running;

import dev.steerstream.schemas.Topic;

/** By whose side a request came: someone waits for an interactive one; a batch one takes what is left, and its reserved slots. */
public enum Lane {
    INTERACTIVE(Topic.GENERATION_REQUESTS),
    BATCH(Topic.GENERATION_REQUESTS_BATCH);

    private final Topic topic;

    Lane(Topic topic) {
        this.topic = topic;
    }

    public Topic topic() {
        return topic;
    }
}
