package dev.steerstream.tracker.view;

import dev.steerstream.schemas.Failure;
import java.util.Optional;

/**
 * A part of a page that may be missing now, without taking the other parts along.
 *
 * @param value null where it is missing
 * @param failure why it is missing, or null
 */
public record Section<T>(T value, Failure failure) {

    public Optional<T> optional() {
        return Optional.ofNullable(value);
    }
}
