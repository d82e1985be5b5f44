package dev.steerstream.tracker.system;

import java.util.List;

/**
 * The installation as this tracker sees it.
 *
 * @param versions of the parts
 * @param settings with where each comes from
 * @param memory of this process
 * @param disk of this process's work folder
 */
record SystemFacts(List<Fact> versions, List<Setting> settings, List<Usage> memory, List<Usage> disk) {

    /** One fact. */
    public record Fact(String name, String value) {}

    /**
     * One setting.
     *
     * @param value hidden where it is a secret
     * @param source where it was read, by its order of precedence
     */
    public record Setting(String name, String value, String source) {}

    /**
     * How much of something is used, in bytes.
     *
     * @param most null where nothing bounds it
     */
    public record Usage(String name, long used, Long most) {
        /** 0..100. */
        public double share() {
            return most == null || most <= 0 ? 0 : Math.min(100, 100.0 * used / most);
        }
    }
}
