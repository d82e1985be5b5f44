package dev.steerstream.model.architecture;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The supported architectures. */
public final class Architectures {
    private static final List<Architecture> ALL =
            List.of(new Llama(), new Mistral(), new Qwen2(), new Qwen3(), new Gemma3());

    private Architectures() {}

    /** @throws IllegalArgumentException when there is none of this name */
    public static Architecture named(String name) {
        return find(Architecture::name, name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "architecture is " + name + ", but only " + supported(Architecture::name) + " are supported"));
    }

    /** By what a file calls it, for example its {@link Architecture#modelType}. */
    public static Optional<Architecture> find(Function<Architecture, String> calledThere, String name) {
        return ALL.stream()
                .filter(architecture -> calledThere.apply(architecture).equals(name))
                .findFirst();
    }

    /** What files call the supported ones, for an error message. */
    public static String supported(Function<Architecture, String> calledThere) {
        return ALL.stream().map(calledThere).collect(Collectors.joining(", "));
    }
}
