package dev.steerstream.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small datasets for journeys: a customer's message and the line of JSON that answers it, with the split given so that counts are known. */
public final class TicketRows {

    private static final List<String> THINGS = List.of("invoice", "parcel", "password", "router", "refund", "order");
    private static final List<String> TEAMS =
            List.of("billing", "shipping", "accounts", "network", "billing", "shipping");
    private static final List<String> TROUBLES =
            List.of("is wrong", "is missing", "does not work", "came twice", "is late");

    private TicketRows() {}

    /** Rows 0..count-1: of every four the first two train, the third calibrates, the fourth is held out. */
    public static List<Map<String, Object>> rows(int count) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            int thing = row % THINGS.size();
            String trouble = TROUBLES.get(row / THINGS.size() % TROUBLES.size());
            String split = List.of("train", "train", "calibration", "held_out").get(row % 4);
            rows.add(Map.of(
                    "prompt", "Ticket " + row + ": my " + THINGS.get(thing) + " " + trouble + ".",
                    "completion", "{\"team\": \"" + TEAMS.get(thing) + "\", \"about\": \"" + THINGS.get(thing) + "\"}",
                    "split", split));
        }
        return rows;
    }
}
