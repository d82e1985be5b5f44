package dev.steerstream.model.peft;

import dev.steerstream.model.files.TransformerConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The linear layers of a block that adapters can name, by PEFT's names for them. */
final class LinearLayers {
    /** Each with the part of the tensor's name before it. */
    private static final Map<String, String> BLOCKS = new TreeMap<>(Map.of(
            "q_proj", "self_attn",
            "k_proj", "self_attn",
            "v_proj", "self_attn",
            "o_proj", "self_attn",
            "gate_proj", "mlp",
            "up_proj", "mlp",
            "down_proj", "mlp"));

    private static final Pattern WHOLE =
            Pattern.compile("^model\\.layers\\.[0-9]{1,4}\\.(?:self_attn|mlp)\\.([a-z_]+)$");

    private LinearLayers() {}

    /** The names sorted, each known and there once. */
    static List<String> checked(String what, List<String> names) {
        for (String name : names) {
            if (!BLOCKS.containsKey(name)) {
                throw new IllegalArgumentException(
                        what + " have " + name + ", but can have only " + BLOCKS.keySet() + ". Correct it.");
            }
        }
        Set<String> sorted = new TreeSet<>(names);
        if (sorted.size() != names.size()) {
            throw new IllegalArgumentException(what + " are " + names + ", but one is there twice. Correct it.");
        }
        return List.copyOf(sorted);
    }

    /** As {@link #checked}, and at least one. */
    static List<String> someChecked(String what, List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    what + " are empty, but must name at least one of " + BLOCKS.keySet() + ". Correct it.");
        }
        return checked(what, names);
    }

    /**
     * The names without the block's part: where PEFT was asked for all linear layers it lists them block by block, by their
     * whole names. Whether each is there in every block is seen when the tensors are held against {@link #of}.
     */
    static List<String> labels(List<String> names) {
        return names.stream()
                .map(name -> WHOLE.matcher(name).replaceFirst("$1"))
                .distinct()
                .toList();
    }

    /** The modules' names in the model, for example {@code model.layers.0.self_attn.q_proj}, layer by layer. */
    static List<String> of(TransformerConfig model, List<String> names) {
        return IntStream.range(0, model.layers())
                .boxed()
                .flatMap(layer ->
                        names.stream().map(name -> "model.layers." + layer + "." + BLOCKS.get(name) + "." + name))
                .toList();
    }
}
