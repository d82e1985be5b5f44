package dev.steerstream.gateway.groups;

import dev.steerstream.gateway.access.Caller;
import dev.steerstream.gateway.access.Needs;
import dev.steerstream.gateway.http.Page;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.topics.KafkaClients;
import dev.steerstream.work.groups.Group;
import dev.steerstream.work.groups.Groups;
import dev.steerstream.work.keys.Scope;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Showing groups. They serve every tenant, so a tenant's key does not see them. */
@Path("/v1/groups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@Needs(Scope.OPERATE)
@Blocking
public class GroupResource {
    private final Groups groups;
    private final Caller caller;
    private final Clock clock;

    public GroupResource(KafkaClients clients, Caller caller, Clock clock) {
        this.groups = new Groups(clients.properties(), clients.topicPrefix());
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * A group in a list.
     *
     * @param type share or consumer
     * @param lag records that are not consumed yet
     * @param oldestAgeSeconds of the oldest of them; absent where there is none
     */
    public record GroupView(String group, String type, String state, int members, Long lag, Double oldestAgeSeconds) {}

    /** One group with its members and where it is in every partition. */
    public record GroupDetail(
            String group,
            String type,
            String state,
            Long lag,
            Double oldestAgeSeconds,
            List<Group.Member> members,
            List<Group.PartitionLag> partitions) {}

    @GET
    @Operation(summary = "List the installation's consumer and share groups with members, lag and oldest unread record")
    public Page<GroupView> list() {
        requireInstallation();
        List<GroupView> views = groups.list().stream()
                .map(group -> new GroupView(
                        group.group(),
                        group.type(),
                        group.state(),
                        group.members().size(),
                        group.lag(),
                        age(group.oldest())))
                .toList();
        return new Page<>(views, null);
    }

    @GET
    @Path("/{group}")
    @Operation(summary = "One group with its members and partitions")
    public GroupDetail one(@PathParam("group") String group) {
        requireInstallation();
        return groups.find(group)
                .map(found -> new GroupDetail(
                        found.group(),
                        found.type(),
                        found.state(),
                        found.lag(),
                        age(found.oldest()),
                        found.members(),
                        found.partitions()))
                .orElseThrow(() -> ProblemException.notFound(
                        "UNKNOWN_GROUP",
                        "group " + Rules.shown(group) + " is not one of this installation",
                        "GET /v1/groups lists those that there are; one appears when its service first runs."));
    }

    private Double age(Instant oldest) {
        if (oldest == null) return null;
        return Math.max(0, Duration.between(oldest, clock.instant()).toMillis()) / 1000.0;
    }

    private void requireInstallation() {
        if (caller.installation()) return;
        throw ProblemException.forbidden(
                "INSTALLATION_KEY_NEEDED",
                "groups serve every tenant, and the key that asks is of one tenant",
                "Ask with a key of the installation (steer key create --all-tenants, or the operator's).");
    }
}
