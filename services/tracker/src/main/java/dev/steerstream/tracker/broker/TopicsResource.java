package dev.steerstream.tracker.broker;

import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.http.Visitor;
import dev.steerstream.tracker.page.Html;
import dev.steerstream.tracker.page.PageAddress;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pages of topics and groups, and their numbers as CSV. */
@Path("/")
@Blocking
public class TopicsResource {
    private final TopicsPage page;
    private final BrokerWatch broker;
    private final Visitor visitor;

    TopicsResource(TopicsPage page, BrokerWatch broker, Visitor visitor) {
        this.page = page;
        this.broker = broker;
        this.visitor = visitor;
    }

    @GET
    @Path("/topics")
    @Produces(Html.TYPE)
    public Response topics() {
        return Html.page(TopicTemplates.topics(page.view(PageAddress.of(visitor.getTenant(), TopicsPage.NAME))));
    }

    @GET
    @Path("/topics/{topic}")
    @Produces(Html.TYPE)
    public Response topic(@PathParam("topic") String topic) {
        return Html.page(TopicTemplates.topic(page.topic(visitor.getTenant(), topic)));
    }

    @GET
    @Path("/v1/tracker/topics.csv")
    @Produces(Csv.MEDIA_TYPE)
    public String topicsCsv() {
        List<List<Object>> rows = new ArrayList<>();
        broker.picture()
                .topics()
                .forEach(topic -> rows.add(Arrays.asList(
                        topic.id(), topic.partitions(), topic.replicas(), topic.records(), topic.rate())));
        return Csv.of(List.of("topic", "partitions", "replicas", "records", "records_per_second"), rows);
    }

    @GET
    @Path("/v1/tracker/groups.csv")
    @Produces(Csv.MEDIA_TYPE)
    public String groupsCsv() {
        List<List<Object>> rows = new ArrayList<>();
        broker.picture()
                .groups()
                .forEach(group -> rows.add(Arrays.asList(
                        group.name(), group.type(), group.state(), group.members().size(), group.lag())));
        return Csv.of(List.of("group", "type", "state", "members", "lag_records"), rows);
    }
}
