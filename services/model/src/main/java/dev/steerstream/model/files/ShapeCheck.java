package dev.steerstream.model.files;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Holds a file's tensors against the shapes that the configuration demands. */
final class ShapeCheck {
    private ShapeCheck() {}

    static void check(Path file, String name, long[] expected, Optional<long[]> found) {
        if (found.isEmpty()) {
            throw new ModelFileException(
                    file, "tensor " + name, "missing", "the model's configuration needs it", "Use a complete model.");
        }
        if (!Arrays.equals(expected, found.get())) {
            throw new ModelFileException(
                    file,
                    "shape of " + name,
                    Arrays.toString(found.get()),
                    "the model's configuration demands " + Arrays.toString(expected),
                    ModelFileException.FETCH_AGAIN);
        }
    }

    static long[] known(Path file, Map<String, long[]> shapes, String name) {
        long[] shape = shapes.get(name);
        if (shape == null) {
            throw new ModelFileException(
                    file, "tensor " + name, "unknown", "the model has no such tensor", "Use one of names().");
        }
        return shape;
    }
}
