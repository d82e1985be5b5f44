package dev.steerstream.tracker.broker;

import dev.steerstream.tracker.broker.BrokerPicture.GroupState;
import dev.steerstream.tracker.broker.BrokerPicture.TopicState;
import dev.steerstream.tracker.broker.RecentMessages.Message;
import dev.steerstream.tracker.view.Section;
import java.util.List;

/**
 * One topic.
 *
 * @param groups that take from it
 * @param messages the tenant's last ones, newest first
 */
record TopicView(
        String tenant, String id, Section<TopicState> topic, List<GroupState> groups, Section<List<Message>> messages) {

    /** Whether the broker does not answer: the page reads itself anew. */
    public boolean away() {
        return topic.failure() != null;
    }
}
