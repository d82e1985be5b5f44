package dev.steerstream.tracker.overview;

import dev.steerstream.tracker.broker.BrokerPicture;
import dev.steerstream.tracker.broker.BrokerPicture.GroupState;
import dev.steerstream.tracker.broker.BrokerPicture.TopicState;
import dev.steerstream.tracker.history.FlowQueries.FlowNumbers;
import java.util.List;

/**
 * The flow as a picture, in the units of its {@code viewBox}: who works, and what goes between them with its rate and lag.
 *
 * @param nodes from publishers to answers
 * @param edges between them
 */
public record FlowPicture(List<Node> nodes, List<Edge> edges) {
    static final int WIDTH = 132;
    static final int HEIGHT = 66;

    private static final int TOP = 34;
    private static final int BOTTOM = 206;

    /**
     * One place of the flow.
     *
     * @param address its page
     * @param state up, down or unknown
     * @param first what it has at hand, in words
     * @param second one line more
     */
    public record Node(int x, int y, String name, String address, String state, String first, String second) {
        /** The same for who hears it. */
        public String said() {
            return name + (state.equals("unknown") ? "" : ", " + state) + ": " + first
                    + (second == null ? "" : ", " + second);
        }
    }

    /**
     * What goes from one to another.
     *
     * @param path of the line; its end is the tip
     * @param tip the arrow's head
     * @param labelX middle of the label
     * @param labelY its first line
     * @param topic or what else it is
     * @param rate records a second, or null
     * @param lag what waits to be taken, or null where nobody counts it
     * @param lagUnit records, jobs or requests
     */
    public record Edge(
            String from,
            String to,
            String path,
            String tip,
            int labelX,
            int labelY,
            String topic,
            Double rate,
            Long lag,
            String lagUnit) {

        public boolean moving() {
            return rate != null && rate > 0;
        }

        public boolean behind() {
            return lag != null && lag > 0;
        }
    }

    /** @param broker null while it is not to be seen */
    static FlowPicture of(FlowNumbers flow, BrokerPicture broker, Services services) {
        List<Node> nodes = List.of(
                new Node(
                        0,
                        TOP,
                        "Publishers",
                        "/datasets",
                        "unknown",
                        counted(flow.datasets(), "dataset"),
                        rejected(flow)),
                node(256, TOP, "Ingest", "/topics", services.ingest(), "checks and seals", null),
                node(
                        512,
                        TOP,
                        "Trainer",
                        "/jobs",
                        services.trainer(),
                        flow.training() + " training",
                        flow.waiting() + " waiting"),
                node(
                        768,
                        TOP,
                        "Extractor",
                        "/jobs",
                        services.extractor(),
                        flow.calibrating() + " calibrating",
                        flow.steered() + " of " + flow.tasks() + " steered"),
                node(
                        1024,
                        TOP,
                        "Decoder",
                        "/requests",
                        services.decoder(),
                        flow.running() + " running",
                        flow.queued() + " queued"),
                node(512, BOTTOM, "Gateway", "/requests", services.gateway(), "takes commands", "and requests"),
                new Node(
                        0,
                        BOTTOM,
                        "Dead letters",
                        "/dead-letters",
                        flow.deadLetters() > 0 ? "down" : "up",
                        flow.deadLetters() + " stored",
                        flow.deadLetters() > 0 ? "wait for a decision" : null));
        return new FlowPicture(nodes, edges(flow, broker));
    }

    private static Node node(
            int x, int y, String name, String address, Services.State state, String first, String second) {
        return new Node(x, y, name, address, state.name(), first, second);
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String rejected(FlowNumbers flow) {
        return flow.rejectedSubmissions() == 0 ? null : flow.rejectedSubmissions() + " rejected in 24 h";
    }

    private static List<Edge> edges(FlowNumbers flow, BrokerPicture broker) {
        return List.of(
                along("Publishers", "Ingest", 132, "dataset-submissions", broker, "steerstream-ingest"),
                along("Ingest", "Trainer", 388, "dataset-rows", broker, null),
                new Edge(
                        "Trainer",
                        "Extractor",
                        line(644),
                        tip(768),
                        706,
                        TOP + 20,
                        "extraction jobs",
                        null,
                        flow.calibrating(),
                        "jobs"),
                along("Extractor", "Decoder", 900, "steering-profiles", broker, null),
                edge(
                        "Gateway",
                        "Trainer",
                        "M578 206V108",
                        "M572 112h12l-6-11z",
                        655,
                        148,
                        "adaptation-commands",
                        broker,
                        "steerstream-trainer"),
                edge(
                        "Gateway",
                        "Decoder",
                        "M644 228H1062V108",
                        "M1056 112h12l-6-11z",
                        850,
                        196,
                        "generation-requests",
                        broker,
                        "steerstream-decoder"),
                edge(
                        "Decoder",
                        "Gateway",
                        "M1118 100V254H652",
                        "M656 248v12l-11-6z",
                        850,
                        272,
                        "generation-results",
                        broker,
                        null),
                // Whoever takes records from topics leaves what it cannot process: one line under all of them.
                edge(
                        "Ingest, Trainer, Extractor, Decoder",
                        "Dead letters",
                        "M322 100V122M546 100V122M834 100V122M1040 100V122H66V198",
                        "M60 195h12l-6 11z",
                        190,
                        142,
                        "dead-letters",
                        broker,
                        null));
    }

    private static String line(int x) {
        return "M" + x + " 67h116";
    }

    private static String tip(int x) {
        return "M" + (x - 12) + " 61v12l11-6z";
    }

    private static Edge along(String from, String to, int x, String topic, BrokerPicture broker, String group) {
        return edge(from, to, line(x), tip(x + 124), x + 62, TOP + 20, topic, broker, group);
    }

    private static Edge edge(
            String from,
            String to,
            String path,
            String tip,
            int labelX,
            int labelY,
            String topic,
            BrokerPicture broker,
            String group) {
        TopicState state = broker == null ? null : broker.topic(topic);
        GroupState taking = broker == null || group == null ? null : broker.group(group);
        Long lag = taking == null ? null : taking.topics().get(topic);
        return new Edge(
                from, to, path, tip, labelX, labelY, topic, state == null ? null : state.rate(), lag, "records");
    }
}
