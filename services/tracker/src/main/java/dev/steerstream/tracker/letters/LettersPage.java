package dev.steerstream.tracker.letters;

import dev.steerstream.tracker.gateway.Commanded;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Dead letters. */
@Singleton
class LettersPage implements LivePage {
    static final String NAME = "dead-letters";
    private static final int LETTERS = 30;

    private final LetterQueries queries;
    private final Feeds feeds;

    LettersPage(LetterQueries queries, Feeds feeds) {
        this.queries = queries;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    LettersView view(PageAddress address) {
        LetterQueries.Filter filter =
                new LetterQueries.Filter(address.get("state"), address.get("reason"), address.get("topic"));
        Loading loading = new Loading();
        Cursor after = Cursor.of(address.get("after"));
        var letters = loading.stored(() -> queries.letters(address.tenant(), filter, after, LETTERS));
        return new LettersView(
                address.stream(feeds.now(address.tenant())),
                Commanded.sentence(address.get("done")),
                filter.state() == null ? "" : filter.state(),
                filter.reason(),
                filter.topic(),
                address.get("after") == null,
                loading.obstacles(List.of()),
                loading.stored(() -> queries.waiting(address.tenant())),
                letters);
    }

    LetterView letter(String tenant, String id, String done) {
        Loading loading = new Loading();
        var letter = loading.stored(() -> queries.letter(tenant, id).orElseThrow(() -> unknown(tenant, id)));
        return new LetterView(id, Commanded.sentence(done), loading.obstacles(List.of()), letter);
    }

    private static SteerStreamException unknown(String tenant, String id) {
        return SteerStreamException.user(
                "UNKNOWN_DEAD_LETTER",
                "dead letter \"" + id.substring(0, Math.min(100, id.length())) + "\" is not known in tenant " + tenant,
                "The list has all that retention has left.");
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        // The list holds a form whose marks must not move under the pointer: only the count is live.
        return Map.of("waiting", LetterTemplates.letters$waiting(view(address)));
    }
}
