package dev.steerstream.cli.command.follow;

/** While it is open, Ctrl-C ends only the following: it says how to come back to what goes on. */
final class Detachment implements AutoCloseable {
    private final Thread hook;

    Detachment(String sentence) {
        // Standard output may be for JSON.
        this.hook = new Thread(() -> System.err.println(System.lineSeparator() + sentence), "detachment");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            // It speaks now.
        }
    }
}
