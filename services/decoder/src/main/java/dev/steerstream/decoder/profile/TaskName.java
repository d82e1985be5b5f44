package dev.steerstream.decoder.profile;

/** A task's full name. */
public record TaskName(String tenant, String task) {
    @Override
    public String toString() {
        return tenant + "/" + task;
    }
}
