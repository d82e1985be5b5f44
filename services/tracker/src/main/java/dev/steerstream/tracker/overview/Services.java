package dev.steerstream.tracker.overview;

import dev.steerstream.tracker.broker.BrokerPicture;
import dev.steerstream.tracker.broker.BrokerPicture.GroupState;
import java.util.ArrayList;
import java.util.List;

/**
 * What is seen of each service from here.
 *
 * @param rows one a service
 */
public record Services(List<Row> rows) {

    /** How a service is seen: up, down, or unknown where nothing tells. */
    public enum State {
        up,
        down,
        unknown
    }

    /**
     * One service.
     *
     * @param sign what its state is read from, in words
     */
    public record Row(String name, State state, String sign) {}

    /**
     * From the signs that services give.
     *
     * @param broker null while it is not to be seen
     * @param decoders that said within two minutes what they serve; null where the database does not answer
     */
    static Services of(BrokerPicture broker, List<ServedModel> decoders, boolean gateway, String gatewayAddress) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("Gateway", gateway ? State.up : State.down, gatewayAddress));
        rows.add(ofGroup("Ingest", broker, "steerstream-ingest"));
        rows.add(ofGroup("Trainer", broker, "steerstream-trainer"));
        rows.add(ofGroup("Extractor", broker, "steerstream-extractor"));
        rows.add(decoders(decoders));
        rows.add(new Row("Tracker", State.up, "made this page"));
        rows.add(new Row(
                "Broker",
                broker == null ? State.down : State.up,
                broker == null ? "does not answer" : broker.nodes() + (broker.nodes() == 1 ? " node" : " nodes")));
        rows.add(new Row(
                "Database",
                decoders == null ? State.down : State.up,
                decoders == null ? "does not answer" : "answers"));
        return new Services(rows);
    }

    /** For a tenant: how many there are of a service, and where, is the installation's. */
    Services withoutSigns() {
        return new Services(rows.stream()
                .map(row -> new Row(
                        row.name(),
                        row.state(),
                        switch (row.state()) {
                            case up -> "is at work";
                            case down -> "is not to be seen";
                            case unknown -> "nothing tells";
                        }))
                .toList());
    }

    State ingest() {
        return state("Ingest");
    }

    State trainer() {
        return state("Trainer");
    }

    State extractor() {
        return state("Extractor");
    }

    State decoder() {
        return state("Decoder");
    }

    State gateway() {
        return state("Gateway");
    }

    private State state(String name) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static Row ofGroup(String name, BrokerPicture broker, String group) {
        if (broker == null) return new Row(name, State.unknown, "the broker does not answer");
        GroupState found = broker.group(group);
        if (found == null || found.members().isEmpty()) {
            return new Row(name, State.down, "nobody is in the group " + group);
        }
        int members = found.members().size();
        return new Row(name, State.up, members + (members == 1 ? " consumer" : " consumers") + " in " + group);
    }

    private static Row decoders(List<ServedModel> decoders) {
        if (decoders == null) return new Row("Decoder", State.unknown, "the database does not answer");
        if (decoders.isEmpty()) return new Row("Decoder", State.down, "no decoder has spoken within 2 minutes");
        ServedModel first = decoders.get(0);
        return new Row(
                "Decoder",
                State.up,
                decoders.size() + (decoders.size() == 1 ? " decoder: " : " decoders: ") + first.model() + ", "
                        + first.weightFormat() + " on " + first.device());
    }
}
