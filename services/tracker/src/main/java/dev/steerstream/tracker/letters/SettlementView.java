package dev.steerstream.tracker.letters;

import java.util.List;

/**
 * What would become of chosen letters, before it is done.
 *
 * @param action redrive or discard
 * @param ids as chosen
 * @param done how many would be
 * @param more whether others of the choice wait beside these
 */
record SettlementView(String action, List<String> ids, long done, boolean more, List<Item> items) {

    /** @param outcome what would become of it */
    public record Item(String id, String topic, String outcome, String note) {}

    public String title() {
        return (redrive() ? "Redrive" : "Discard") + " dead letters: what would happen";
    }

    public boolean redrive() {
        return action.equals("redrive");
    }
}
