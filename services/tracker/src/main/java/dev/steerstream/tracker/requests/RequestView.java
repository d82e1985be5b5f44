package dev.steerstream.tracker.requests;

import dev.steerstream.tracker.view.Section;
import java.util.List;

/**
 * What a request's page shows.
 *
 * @param tokens missing where nothing was decoded or retention has removed it
 */
record RequestView(
        String name,
        String stream,
        String notice,
        List<String> obstacles,
        Section<RequestDetail> request,
        Section<TokenDetails> tokens) {

    public boolean open() {
        return request.value() != null && request.value().row().endedAt() == null;
    }
}
