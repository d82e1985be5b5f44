package dev.steerstream.model.training.method;

import dev.steerstream.model.engine.LoraTarget;
import java.util.List;

/** The linear layers that a method changes, in the order of the forward pass, and where the tensors of each lie. */
record TargetPlaces(List<LoraTarget> present) {
    static TargetPlaces of(List<String> labels) {
        return new TargetPlaces(labels.stream().map(LoraTarget::named).sorted().toList());
    }

    /** For every target what number among the present it has, or -1. */
    long[] places() {
        long[] places = new long[LoraTarget.values().length];
        for (LoraTarget target : LoraTarget.values()) {
            places[target.ordinal()] = present.indexOf(target);
        }
        return places;
    }

    long count() {
        return present.size();
    }

    static String module(int layer, LoraTarget target) {
        return "model.layers." + layer + "." + target.part();
    }
}
