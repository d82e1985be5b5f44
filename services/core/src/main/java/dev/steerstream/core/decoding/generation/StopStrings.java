package dev.steerstream.core.decoding.generation;

import java.util.List;

/**
 * Text of one answer that ends before the first stop string, also where that lies across token borders. What could still become a stop
 * string is held back, so that emitted text is never taken back. One instance per answer; not thread-safe.
 */
final class StopStrings {
    private final List<String> stops;
    private final int longest;
    private final StringBuilder text = new StringBuilder();
    private int emitted;
    private boolean stopped;

    StopStrings(List<String> stops) {
        for (String stop : stops) {
            if (stop.isEmpty()) {
                throw new IllegalArgumentException(
                        "A stop string is empty; leave it out or give at least one character.");
            }
        }
        this.stops = List.copyOf(stops);
        this.longest = stops.stream().mapToInt(String::length).max().orElse(0);
    }

    private StopStrings(StopStrings from) {
        stops = from.stops;
        longest = from.longest;
        text.append(from.text);
        emitted = from.emitted;
        stopped = from.stopped;
    }

    /** An independent copy that goes on from here. */
    StopStrings fork() {
        return new StopStrings(this);
    }

    /** Appends text and returns what may be shown now. */
    String append(String more) {
        if (stopped) {
            return "";
        }
        int from = Math.max(0, text.length() - longest + 1);
        text.append(more);
        int first = firstStop(from);
        if (first >= 0) {
            stopped = true;
            text.setLength(first);
            return emitTo(first);
        }
        return emitTo(text.length() - heldBack());
    }

    /** The answer ends without a stop string: returns what was held back. */
    String finish() {
        return stopped ? "" : emitTo(text.length());
    }

    boolean stopped() {
        return stopped;
    }

    /** All text that was handed out. */
    String emitted() {
        return text.substring(0, emitted);
    }

    private int firstStop(int from) {
        int first = -1;
        for (String stop : stops) {
            int at = text.indexOf(stop, from);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        return first;
    }

    /** Length of the longest end of the text that a stop string begins with. */
    private int heldBack() {
        for (int length = Math.min(longest - 1, text.length()); length > 0; length--) {
            String end = text.substring(text.length() - length);
            for (String stop : stops) {
                if (stop.length() > length && stop.startsWith(end)) {
                    return length;
                }
            }
        }
        return 0;
    }

    private String emitTo(int end) {
        String chunk = end > emitted ? text.substring(emitted, end) : "";
        emitted = Math.max(emitted, end);
        return chunk;
    }
}
