package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;

/**
 * Where IA3's vectors multiply: outputs of the targets of a site, which lie side by side, or the input of one target. The
 * module knows the places by their number, see {@code adapters.py}.
 *
 * @param number 0 to {@link #COUNT} - 1
 * @param offset where the target's features begin
 * @param features of the target
 * @param width of the place: all that is multiplied there
 */
record VectorPlace(int number, int offset, int features, int width) {
    static final int COUNT = 11;

    static VectorPlace outputOf(LoraTarget target, TransformerConfig config) {
        return new VectorPlace(
                target.site(),
                target.offset(config),
                target.outputs(config),
                LoraTarget.siteOutputs(target.site(), config));
    }

    static VectorPlace inputOf(LoraTarget target, TransformerConfig config) {
        int number =
                switch (target) {
                    case OUTPUT -> 4;
                    case DOWN -> 5;
                    case QUERY -> 6;
                    case KEY -> 7;
                    case VALUE -> 8;
                    case GATE -> 9;
                    case UP -> 10;
                };
        return new VectorPlace(number, 0, target.inputs(config), target.inputs(config));
    }
}
