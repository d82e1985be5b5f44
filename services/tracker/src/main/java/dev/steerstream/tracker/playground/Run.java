package dev.steerstream.tracker.playground;

import java.util.List;

/** One prompt, asked of up to three. */
record Run(String id, String tenant, Asked asked, List<Answer> answers, long begun) {

    boolean open() {
        return answers.stream().anyMatch(answer -> answer.shown().open());
    }
}
