package dev.steerstream.model.architecture;

import java.util.List;
import java.util.Optional;

/**
 * A model's configuration under transformers' names, whatever file it comes from. A name with dots leads into an object.
 * Present values of another type are refused by the file that has them.
 */
public interface Settings {
    Optional<Integer> integer(String name);

    Optional<Double> number(String name);

    Optional<Boolean> flag(String name);

    Optional<String> text(String name);

    Optional<List<String>> texts(String name);

    /** The typed error that names the file, the setting, its value and the rule. */
    RuntimeException refused(String name, Object value, String rule);

    /** @throws RuntimeException the typed error when it is missing */
    default int required(String name) {
        return integer(name).orElseThrow(() -> refused(name, "missing", "this architecture needs it"));
    }

    /** Refuses a setting that is there and says something else. */
    default void only(String name, Optional<?> value, Object supported) {
        value.filter(present -> !present.equals(supported)).ifPresent(present -> {
            throw refused(name, present, "only " + supported + " is supported");
        });
    }

    /** Refuses a number that is there, unless it is 0. */
    default void absent(String name) {
        only(name, number(name), 0.0);
    }
}
