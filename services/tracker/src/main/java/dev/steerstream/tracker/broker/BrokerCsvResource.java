package dev.steerstream.tracker.broker;

import dev.steerstream.tracker.access.Access;
import dev.steerstream.tracker.access.Needs;
import dev.steerstream.tracker.http.Csv;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Topics and groups as CSV. */
@Path("/v1/tracker")
@Produces(Csv.MEDIA_TYPE)
@Blocking
@Needs(Access.INSTALLATION)
public class BrokerCsvResource {
    private final BrokerWatch broker;

    BrokerCsvResource(BrokerWatch broker) {
        this.broker = broker;
    }

    @GET
    @Path("/topics.csv")
    public String topics() {
        List<List<Object>> rows = new ArrayList<>();
        broker.picture()
                .topics()
                .forEach(topic -> rows.add(Arrays.asList(
                        topic.id(), topic.partitions(), topic.replicas(), topic.records(), topic.rate())));
        return Csv.of(List.of("topic", "partitions", "replicas", "records", "records_per_second"), rows);
    }

    @GET
    @Path("/groups.csv")
    public String groups() {
        List<List<Object>> rows = new ArrayList<>();
        broker.picture()
                .groups()
                .forEach(group -> rows.add(Arrays.asList(
                        group.name(),
                        group.type(),
                        group.state(),
                        group.members().size(),
                        group.lag())));
        return Csv.of(List.of("group", "type", "state", "members", "lag_records"), rows);
    }
}
