package dev.steerstream.tracker.broker;

import dev.steerstream.schemas.Topic;
import dev.steerstream.tracker.access.Access;
import dev.steerstream.tracker.broker.BrokerPicture.TopicState;
import dev.steerstream.tracker.broker.RecentMessages.Message;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Topics and groups. */
@Singleton
class TopicsPage implements LivePage {
    static final String NAME = "topics";

    private final BrokerWatch broker;
    private final RecentMessages messages;
    private final Feeds feeds;

    TopicsPage(BrokerWatch broker, RecentMessages messages, Feeds feeds) {
        this.broker = broker;
        this.messages = messages;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Access needs() {
        return Access.INSTALLATION;
    }

    TopicsView view(PageAddress address) {
        return new TopicsView(address.stream(feeds.now(address.tenant())), new Loading().live(broker::picture));
    }

    /** @throws SteerStreamException user {@code UNKNOWN_TOPIC} */
    TopicView topic(String tenant, String id) {
        if (Topic.all().stream().noneMatch(topic -> topic.id().equals(id))) {
            throw SteerStreamException.user(
                    "UNKNOWN_TOPIC",
                    "topic \"" + id.substring(0, Math.min(200, id.length())) + "\" is none of SteerStream's",
                    "The page of topics lists them all.");
        }
        Loading loading = new Loading();
        Section<BrokerPicture> picture = loading.live(broker::picture);
        TopicState found = picture.value() == null ? null : picture.value().topic(id);
        Section<List<Message>> last = found == null || !found.exists()
                ? new Section<>(List.of(), null)
                : loading.live(() -> messages.of(tenant, found.name(), found.partitions()));
        return new TopicView(
                tenant,
                id,
                new Section<>(found, picture.failure()),
                picture.value() == null
                        ? List.of()
                        : picture.value().groups().stream()
                                .filter(group -> group.topics().containsKey(id))
                                .toList(),
                last);
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        TopicsView view = view(address);
        return Map.of("topics", TopicTemplates.topics$topics(view), "groups", TopicTemplates.topics$groups(view));
    }
}
