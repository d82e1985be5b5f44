package dev.steerstream.tracker.page;

/** A path of ours that a form comes back to: none sends anybody elsewhere. */
public final class LocalPath {
    private LocalPath() {}

    /** The path, or the overview where it is none of ours. */
    public static String of(String to) {
        boolean path = to != null && to.startsWith("/") && !to.startsWith("//") && !to.contains("\\");
        return path && to.chars().allMatch(letter -> letter > 0x20 && letter < 0x7f) ? to : "/";
    }

    /** The page above: of a command's path the page with its form, of one thing's path the list of its kind; null where there is none. */
    public static String above(String path) {
        int end = path.lastIndexOf('/');
        return end <= 0 ? null : of(path.substring(0, end));
    }
}
